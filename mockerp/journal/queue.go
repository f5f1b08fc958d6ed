package journal

import "sort"

// smallest is the capacity below which a queue does not shrink.
const smallest = 16

// queue is a first-in first-out queue in one circular slice: it doubles and halves, so that its
// capacity follows its length.
type queue[T any] struct {
	buf  []T
	head int
	n    int
}

func (q *queue[T]) at(i int) T { return q.buf[(q.head+i)%len(q.buf)] }

func (q *queue[T]) push(v T) {
	if q.n == len(q.buf) {
		q.resize(max(smallest, 2*q.n))
	}
	q.buf[(q.head+q.n)%len(q.buf)] = v
	q.n++
}

// pop removes the oldest element; the queue must not be empty.
func (q *queue[T]) pop() T {
	var none T
	v := q.buf[q.head]
	q.buf[q.head] = none // let the garbage collector have it
	q.head = (q.head + 1) % len(q.buf)
	q.n--
	if len(q.buf) > smallest && q.n <= len(q.buf)/4 {
		q.resize(len(q.buf) / 2)
	}
	return v
}

// spans returns the elements from index i on, in order, as two parts of the ring itself.
func (q *queue[T]) spans(i int) (first, second []T) {
	if i >= q.n {
		return nil, nil
	}
	start, count := (q.head+i)%len(q.buf), q.n-i
	if start+count <= len(q.buf) {
		return q.buf[start : start+count], nil
	}
	return q.buf[start:], q.buf[:start+count-len(q.buf)]
}

// from copies out the elements from index i on.
func (q *queue[T]) from(i int) []T {
	first, second := q.spans(i)
	return append(append(make([]T, 0, len(first)+len(second)), first...), second...)
}

// search returns the index of the first element for which ok returns true, n if there is none. ok
// must then be true for all elements after it.
func (q *queue[T]) search(ok func(T) bool) int {
	return sort.Search(q.n, func(i int) bool { return ok(q.at(i)) })
}

// keep drops every element for which ok returns false; the order stays.
func (q *queue[T]) keep(ok func(T) bool) {
	var rest queue[T]
	first, second := q.spans(0)
	for _, part := range [][]T{first, second} {
		for _, v := range part {
			if ok(v) {
				rest.push(v)
			}
		}
	}
	*q = rest
}

func (q *queue[T]) resize(room int) {
	buf := make([]T, room)
	copy(buf, q.from(0))
	q.buf, q.head = buf, 0
}
