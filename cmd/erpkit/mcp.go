package main

import (
	"context"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/contracttests/explain"
	"github.com/erpkit/erpkit/mockerp/control/agent"
	"github.com/erpkit/erpkit/mockerp/control/api"
)

func mcpCommand() *cobra.Command {
	var control controlFlags
	var allowWrite bool
	cmd := &cobra.Command{
		Use:   "mcp",
		Short: "Let an agent or an editor look at a running mock, by the Model Context Protocol",
		Long: `Serves the tools of the Model Context Protocol on standard input and output, for an agent or an editor that starts it:
exchanges, one exchange explained, findings, the timeline of a serial or work order, coverage, the script, the clauses,
and a check of a payload. The mock may start later; clauses and payloads need none.

The tools only read. --allow-write adds those that change the script, play a demo shift and post to the mock.

It ends with its standard input, or with Ctrl-C.

Exit codes: 0 ended, 1 standard input or output failed, 2 a flag is wrong.`,
		Example: `  erpkit mcp
  erpkit mcp --control-url http://127.0.0.1:8086 --allow-write`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			mock, err := control.client(0)
			if err != nil {
				return err
			}
			options := agent.Options{
				Mock: mock, Version: versionText(), Explain: explainClause, Send: sendPayload, AllowWrite: allowWrite,
				Logger: slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: slog.LevelError})),
			}
			return exitWith(exitFailed, agent.Serve(cmd.Context(), options, cmd.InOrStdin(), beneath(cmd.OutOrStdout())))
		},
	}
	control.add(cmd.Flags())
	cmd.Flags().BoolVar(&allowWrite, "allow-write", false, "also offer the tools that change the script, play a demo shift and post to the mock")
	return cmd
}

func explainClause(id string) (text string, about any, err error) {
	clause, err := explain.Of(id)
	if err != nil {
		return "", nil, err
	}
	var out strings.Builder
	err = clause.Text(&out)
	return out.String(), clause, err
}

func sendPayload(ctx context.Context, url string, payload []byte) (api.Sent, error) {
	return sendBytes(ctx, url, nil, payload)
}
