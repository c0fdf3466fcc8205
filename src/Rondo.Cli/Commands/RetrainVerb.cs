using System.CommandLine;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Retraining;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Store;
using Rondo.Retrain.Triggers;

namespace Rondo.Cli.Commands;

/// <summary>Trains a model anew by its own file, and lets the gate decide; shows and stops retrains.</summary>
sealed class RetrainVerb : IVerb
{
    private readonly Argument<string?> _model = new("model") { Description = "The model's name.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _reason = new("--reason") { Description = "Why, for the audit trail." };
    // For the server's own processes.
    private readonly Option<string?> _job = new("--job") { Hidden = true };
    private readonly Option<bool> _count = new("--count") { Hidden = true };
    private readonly Option<string?> _of = new("--model") { Description = "Only those of this model." };
    private readonly Argument<string> _id = new("id") { Description = "The retrain's id, as the list shows it." };
    private readonly Command _list, _cancel;

    public RetrainVerb()
    {
        _list = new Command("list", "Show retrains, the newest first, and what is planned.") { _of };
        _cancel = new Command("cancel", "Stop a retrain; the champion stays.") { _id };
    }

    public Command Describe() => new("retrain", "Train a model anew by the file of its version in use, on its source as it is now, and promote it if it is surely better.") { _model, _reason, _job, _count, _list, _cancel };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace();
        var command = parsed.CommandResult.Command;
        if (command == _list) return List(session, workspace, parsed.GetValue(_of));
        if (command == _cancel) return Cancel(session, workspace, parsed.GetValue(_id)!);
        var model = parsed.GetValue(_model) ?? throw new RondoException("bad_arguments", "retrain needs the name of a model.", "Write: rondo retrain NAME, or rondo retrain list.");
        using var progress = session.Quiet ? null : new ProgressLine(session.Error, !Console.IsErrorRedirected);
        // A signal that ends the server reaches its processes too: their jobs go on, and are stopped by `cancel`.
        var isOfServer = parsed.GetValue(_job) is not null;
        var options = new RunOptions { Threads = session.Threads, Progress = progress, Cancellation = isOfServer ? CancellationToken.None : cancellation };
        if (parsed.GetValue(_count))
        {
            session.Out.WriteLine(new ModelRetrain(workspace).Count(ModelReference.CheckName(model), options));
            return 0;
        }
        var id = parsed.GetValue(_job) ?? Ask(workspace, model, parsed.GetValue(_reason)).Id;
        var job = new ModelRetrain(workspace).Run(id, options) ?? workspace.Retrains.Find(id);
        progress?.Dispose();
        if (session.Json) session.Print(job.ToJson());
        else RetrainSummary.Write(session.Out, job);
        return 0;
    }

    static RetrainJob Ask(Workspace workspace, string model, string? reason)
    {
        var author = new Author { Reason = reason };
        var now = TimeProvider.System.GetUtcNow();
        return workspace.Retrains.Ask(ModelReference.CheckName(model), new RetrainCause(CauseKind.Manual, $"manual {Guid.CreateVersion7(now):N}", now, reason ?? $"{author.By} asked for it"), author);
    }

    static int List(Session session, Workspace workspace, string? model)
    {
        var jobs = workspace.Retrains.List(model);
        PlannedRetrain[] planned = [.. new RetrainSchedule(workspace, TimeProvider.System, _ => { }).List().Where(p => model is null || p.Model == model)];
        if (session.Json)
        {
            session.Print(new JsonObject
            {
                ["retrains"] = new JsonArray([.. jobs.Select(j => (JsonNode)j.ToJson())]),
                ["planned"] = new JsonArray([.. planned.Select(p => (JsonNode)new JsonObject { ["model"] = p.Model, ["version"] = p.Version, ["next"] = p.Next?.UtcDateTime })]),
            });
            return 0;
        }
        if (jobs.Count == 0) session.Out.WriteLine("No model was trained anew yet.");
        else TextTable.Write(session.Out, ["model", "state", "cause", "created", "version", "outcome", "reason", "id"], [.. jobs.Select(RetrainSummary.Row)]);
        foreach (var plan in planned) session.Out.WriteLine($"{plan.Model}@{plan.Version}: {(plan.Next is { } next ? $"next at {ReadableText.Time(next)}" : "when its file's causes come about")}");
        return 0;
    }

    static int Cancel(Session session, Workspace workspace, string id)
    {
        var job = workspace.Retrains.Cancel(id, new Author());
        if (session.Json) session.Print(job.ToJson());
        else session.Out.WriteLine(job.IsOver ? $"{job.Model}: the retrain {job.Id} is cancelled." : $"{job.Model}: the retrain {job.Id} stops as soon as it hears of it.");
        return 0;
    }
}
