using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Batch.Schedule;

namespace Rondo.Cli.Commands;

/// <summary>Shows the batch jobs that models' files declare, and runs one now.</summary>
sealed class BatchVerb : IVerb
{
    private readonly Argument<string> _model = new("model") { Description = "The model's name." };
    private readonly Option<string[]> _webhookHosts = new("--webhook-host") { Description = "A host in the private network that a result may be posted to; more by giving it again." };

    public Command Describe() => new("batch", "Show or run the batch jobs that models' files declare (deploy.batch); `rondo up` runs them when they are due.")
    {
        new Command("list", "Show the jobs, when they are due, and what came of the last run."),
        new Command("run", "Run a model's job now.") { _model, _webhookHosts },
    };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace();
        var schedule = new BatchSchedule(workspace, TimeProvider.System, session.Threads, session.Quiet ? _ => { } : session.Error.WriteLine) { WebhookHosts = parsed.GetValue(_webhookHosts) ?? [] };
        if (parsed.CommandResult.Command.Name != "run") return List(session, schedule.List());
        var model = parsed.GetValue(_model)!;
        var run = schedule.RunNow(model, cancellation);
        if (run.Error is { } error) throw new RondoException("batch_failed", error, run.Files > 0 ? FormattableString.Invariant($"{run.Files} files before it are done; the next run goes on behind them.") : null);
        if (session.Json) session.Print(Json(run));
        else session.Out.WriteLine(run.Files == 0 ? "Nothing new to score." : string.Create(CultureInfo.InvariantCulture, $"{model}@{run.Version} scored {run.Rows:N0} rows of {run.Files:N0} file{(run.Files == 1 ? "" : "s")}."));
        return 0;
    }

    static int List(Session session, IReadOnlyList<ScheduledBatch> jobs)
    {
        if (session.Json)
        {
            session.Print(new JsonObject
            {
                ["jobs"] = new JsonArray([.. jobs.Select(j => new JsonObject
                {
                    ["model"] = j.Model,
                    ["version"] = j.Version,
                    ["input"] = j.Batch.Input,
                    ["output"] = j.Batch.Output,
                    ["schedule"] = j.Batch.Schedule,
                    ["next"] = j.Next?.UtcDateTime,
                    ["runs"] = new JsonArray([.. (j.Ledger?.Runs ?? []).Select(Json)]),
                })]),
            });
        }
        else if (jobs.Count == 0) session.Out.WriteLine("No model's file declares a batch job (deploy.batch).");
        else TextTable.Write(session.Out, ["model", "schedule", "next", "input", "output", "last run"], [.. jobs.Select(j => (IReadOnlyList<string>)
            [
                FormattableString.Invariant($"{j.Model}@{j.Version}"), j.Batch.Schedule ?? "when asked", j.Next is { } next ? ReadableText.Time(next) : "", j.Batch.Input, j.Batch.Output, Last(j.Ledger),
            ])]);
        return 0;
    }

    static string Last(BatchLedger? ledger) => ledger?.Runs is not [var last, ..] ? "never"
        : last.Error is { } error ? $"failed {ReadableText.Time(last.Ended)}: {error}"
        : string.Create(CultureInfo.InvariantCulture, $"{ReadableText.Time(last.Ended)}: {last.Rows:N0} rows of {last.Files:N0} files");

    static JsonObject Json(BatchRun run) => new()
    {
        ["due"] = run.Due?.UtcDateTime,
        ["started"] = run.Started.UtcDateTime,
        ["ended"] = run.Ended.UtcDateTime,
        ["version"] = run.Version,
        ["files"] = run.Files,
        ["rows"] = run.Rows,
        ["error"] = run.Error,
    };
}
