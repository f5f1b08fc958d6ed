package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// sample is one round on one server.
type sample struct {
	rate      float64 // posts per second
	cpuMicros float64 // CPU time of the server per post
	slowest   float64 // milliseconds within which 99 of 100 answers came
}

func median(samples []sample) sample {
	var rates, cpus, slowest []float64
	for _, s := range samples {
		rates, cpus, slowest = append(rates, s.rate), append(cpus, s.cpuMicros), append(slowest, s.slowest)
	}
	return sample{middle(rates), middle(cpus), middle(slowest)}
}

// middle is the median of one or more numbers.
func middle(numbers []float64) float64 {
	slices.Sort(numbers)
	n := len(numbers)
	return (numbers[(n-1)/2] + numbers[n/2]) / 2
}

// devices numbers the devices across all rounds, so that none is added twice.
var devices atomic.Int64

// measure sends about n posts from that many stations at once.
func measure(server *child, stations, n int) (sample, error) {
	before, err := server.cpu()
	if err != nil {
		return sample{}, err
	}
	started := time.Now()
	var group errgroup.Group
	perStation := max(1, n/stations/len(acts))
	waits := make([][]time.Duration, stations)
	for i := range stations {
		group.Go(func() (err error) {
			waits[i], err = station(server, perStation)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return sample{}, fmt.Errorf("the %s server: %w", server.role, err)
	}
	took := time.Since(started)
	after, err := server.cpu()
	all := slices.Sorted(slices.Values(slices.Concat(waits...)))
	posts := float64(len(all))
	return sample{posts / took.Seconds(), float64((after - before).Microseconds()) / posts, all[len(all)*99/100].Seconds() * 1000}, err
}

// acts are the acts on each device, in order. %[1]d is its number, %[2]s the device's id and %[3]s
// the id of what the act removes.
var acts = []struct{ path, body string }{
	{"/device", `{"type":"add","workorderNumber":"NXT-%[1]d","sku":"0007","serial":"SN-%[1]d",` + ids},
	{"/item-attach", `{"type":"add","workorderNumber":"NXT-%[1]d","sku":"0007","serial":"SN-%[1]d","externalId":"%[2]s",` +
		`"item":{"sku":"0002","quantity":1,"serial":"C-%[1]d"},` + ids},
	{"/operation", `{"type":"add","workorderNumber":"NXT-%[1]d","sku":"0007","serial":"SN-%[1]d","actCode":"ASSY",` +
		`"workCenterCode":"WC-1","position":10,"validQty":1,"invalidQty":0,"operationExternalId":null,` + ids},
	{"/operation", `{"type":"remove","workorderNumber":"NXT-%[1]d","sku":"0007","serial":"SN-%[1]d","externalId":"%[3]s","actCode":"ASSY",` +
		`"workCenterCode":"WC-1","position":10,"validQty":1,"invalidQty":0,"operationExternalId":null,` + ids},
	{"/item-attach", `{"type":"remove","workorderNumber":"NXT-%[1]d","sku":"0007","serial":"SN-%[1]d","externalId":"%[2]s",` +
		`"item":{"sku":"0002","quantity":1,"serial":"C-%[1]d","externalId":"%[3]s"},` + ids},
	{"/device", `{"type":"remove","workorderNumber":"NXT-%[1]d","sku":"0007","serial":"SN-%[1]d","externalId":"%[2]s",` + ids},
}

const ids = `"workorderId":"8be4d280-0978-11f0-85c4-%012[1]d","stockId":"3e8c75d1-3b7b-4416-a525-%012[1]d",` +
	`"sessionId":"8be4d280-0978-11f0-85c5-%012[1]d","workorderExternalId":null}`

// station posts the acts of count devices, one after another on one connection. It returns how long each answer took.
func station(server *child, count int) ([]time.Duration, error) {
	conn, err := net.Dial("tcp", server.addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Minute)); err != nil {
		return nil, err
	}
	line := &wire{conn: conn, reader: bufio.NewReaderSize(conn, 8192), refused: server.role == roleRefused}
	for range count {
		if err := line.device(devices.Add(1)); err != nil {
			return nil, err
		}
	}
	return line.waits, nil
}

// wire is the cheapest sender that is still HTTP: the load must not be the bottleneck.
type wire struct {
	conn         net.Conn
	reader       *bufio.Reader
	body, buffer bytes.Buffer
	waits        []time.Duration
	refused      bool // every post breaks the contract, and must be refused
}

func (w *wire) device(number int64) error {
	var given [6]string // the ids answered to each act
	for i, act := range acts {
		taken := given[5-i] // act 3 removes what act 2 added, act 4 what act 1 added
		id, err := w.post(act.path, act.body, number, given[0], taken)
		if err != nil {
			return err
		}
		given[i] = id
	}
	return nil
}

func (w *wire) post(path, format string, number int64, device, taken string) (string, error) {
	w.body.Reset()
	fmt.Fprintf(&w.body, format, number, device, taken)
	if w.refused { // without the sku's digits, and with an id that is none
		body := bytes.Replace(bytes.Replace(w.body.Bytes(), []byte(`"sku":"0007"`), []byte(`"sku":7`), 1), []byte(`"stockId":"`), []byte(`"stockId":"x`), 1)
		w.body.Reset()
		w.body.Write(body)
	}
	w.buffer.Reset()
	fmt.Fprintf(&w.buffer, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", path, w.body.Len())
	w.buffer.Write(w.body.Bytes())
	began := time.Now()
	if _, err := w.conn.Write(w.buffer.Bytes()); err != nil {
		return "", err
	}
	id, err := w.answer()
	w.waits = append(w.waits, time.Since(began))
	return id, err
}

var idMember = []byte(`"externalId":"`)

// answer reads one answer and returns its id. One that is not what the post must get is an error.
func (w *wire) answer() (string, error) {
	status, err := w.reader.ReadSlice('\n')
	if err != nil {
		return "", err
	}
	wanted := []byte("HTTP/1.1 200 ")
	if w.refused {
		wanted = []byte("HTTP/1.1 422 ")
	}
	right := bytes.HasPrefix(status, wanted)
	length, err := w.length()
	if err != nil {
		return "", err
	}
	body, err := w.reader.Peek(length)
	if err != nil {
		return "", err
	}
	if !right {
		return "", fmt.Errorf("a post got another answer than %s: %s", wanted, body)
	}
	if w.refused {
		_, err = w.reader.Discard(length)
		return "", err
	}
	_, rest, found := bytes.Cut(body, idMember)
	if !found {
		return "", fmt.Errorf("an answer has no id: %s", body)
	}
	id, _, _ := bytes.Cut(rest, []byte(`"`))
	given := string(id)
	_, err = w.reader.Discard(length)
	return given, err
}

func (w *wire) length() (int, error) {
	length := -1
	for {
		line, err := w.reader.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		line = textproto.TrimBytes(line)
		if len(line) == 0 {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(value)); err != nil {
				return 0, err
			}
		}
	}
	if length < 0 {
		return 0, errors.New("an answer has no Content-Length")
	}
	return length, nil
}
