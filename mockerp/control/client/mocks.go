package client

import (
	"context"
	"errors"
	"fmt"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/schemas/coverage"
)

// Mocks are mocks whose exchanges are taken together, such as those behind one balancer.
type Mocks []*Client

// Apart is nil when each mock answers and none is there twice, as its exchanges would then count twice.
func (m Mocks) Apart(ctx context.Context) error {
	type mock struct{ started, erp string }
	where := map[mock]string{}
	var twice error
	err := m.each(func(c *Client) error {
		info, err := c.Info(ctx)
		if err != nil {
			return err
		}
		this := mock{info.Started.String(), info.Addresses["erp"]}
		if first, taken := where[this]; taken {
			twice = errors.Join(twice, fmt.Errorf("%s and %s are the same mock: name it once", first, c.name()))
		}
		where[this] = c.name()
		return nil
	})
	return errors.Join(err, twice)
}

// each asks every mock. That a mock does not have the run is an error only if none has it; every other error is one
// of all mocks, for what is left would pass for the whole.
func (m Mocks) each(ask func(*Client) error) error {
	var failed, unknown error
	said := map[string]int{}
	for _, mock := range m {
		err := ask(mock)
		if err == nil {
			said[""]++
			continue
		}
		if said[err.Error()]++; said[err.Error()] == len(m) { // they say the same, such as of a wrong filter
			return err
		}
		var refused *api.Refusal
		switch {
		case errors.Is(err, &api.Refusal{Code: api.UnknownRun}):
			unknown = err
			continue
		case errors.As(err, &refused):
			err = fmt.Errorf("the mock on %s: %w", mock.name(), err)
		}
		if failed == nil {
			failed = err
		} else {
			failed = fmt.Errorf("%w; %w", failed, err)
		}
	}
	switch {
	case failed != nil:
		return fmt.Errorf("%w; %d of %d mocks answered, and what they have is used only together with the rest: see to the rest, or leave it out", failed, said[""], len(m))
	case said[""] == 0:
		return unknown
	}
	return nil
}

// Coverage sums up which acts came and how they ended.
func (m Mocks) Coverage(ctx context.Context, run string) (api.Coverage, error) {
	all := api.Coverage{Grid: coverage.New()}
	err := m.each(func(c *Client) error {
		one, err := c.Coverage(ctx, run)
		if err != nil {
			return err
		}
		if one.Grid == nil {
			return c.foreign("its answer has no grid")
		}
		all.Run, all.Exchanges, all.Dropped = one.Run, all.Exchanges+one.Exchanges, all.Dropped+one.Dropped
		all.Grid.Merge(one.Grid)
		return nil
	})
	return all, err
}
