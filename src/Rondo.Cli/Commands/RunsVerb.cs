using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;

namespace Rondo.Cli.Commands;

/// <summary>Shows, compares and deletes runs.</summary>
sealed class RunsVerb : IVerb
{
    private readonly Argument<string> _action = new("action") { Description = "list, show, compare or delete (default: list).", DefaultValueFactory = _ => "list" };
    private readonly Argument<string[]> _runs = new("run") { Description = "Ids of runs.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<int> _limit = new("--limit") { Description = "How many runs to list, newest first.", DefaultValueFactory = _ => 50 };
    private readonly Option<bool> _log = new("--log") { Description = "show: what the run said." };
    private readonly Option<bool> _diff = new("--diff") { Description = "show: what its files had beyond their commit, as `git apply` takes it." };
    private readonly Option<bool> _force = new("--force") { Description = "Delete a run although a version stands on it." };

    public Command Describe()
    {
        _action.AcceptOnlyFromAmong("list", "show", "compare", "delete");
        return new("runs", "List, show, compare or delete runs.") { _action, _runs, _limit, _log, _diff, _force };
    }

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace();
        workspace.Runs.MarkKilled();
        var ids = parsed.GetValue(_runs)!;
        switch (parsed.GetValue(_action))
        {
            case "list":
                List(session, workspace, parsed.GetValue(_limit));
                break;
            case "show":
                Show(session, workspace, workspace.Runs.GetDetails(One(ids, "show")), parsed.GetValue(_log), parsed.GetValue(_diff));
                break;
            case "compare":
                if (ids.Length < 2) throw new RondoException("bad_arguments", "runs compare needs the ids of two runs or more.", "See: rondo runs list.");
                Compare(session, workspace.Runs.Compare(ids));
                break;
            case "delete":
                workspace.Runs.Delete(One(ids, "delete"), parsed.GetValue(_force));
                Say(session, "deleted", ids[0]);
                break;
        }
        return 0;
    }

    static void List(Session session, Workspace workspace, int limit)
    {
        var runs = workspace.Runs.List(new RunFilter { Limit = limit });
        if (session.Json)
        {
            session.Print(new JsonObject { ["runs"] = new JsonArray([.. runs.Select(r => (JsonNode)ToJson(r))]) });
            return;
        }
        if (runs.Count == 0) session.Out.WriteLine("No runs yet. Start one: rondo run FILE");
        else TextTable.Write(session.Out, ["run", "name", "status", "started", "seconds"], [.. runs.Select(r => (IReadOnlyList<string>)[r.Id, r.Name, Word(r.Status), Time(r.Started), Seconds(r)])]);
    }

    static void Show(Session session, Workspace workspace, RunDetails details, bool withLog, bool withDiff)
    {
        if (!session.Json && (withLog || withDiff))
        {
            if (withDiff) KeptWords.WriteDiff(session, workspace, details.Run);
            if (withLog) KeptWords.WriteLog(session.Out, workspace.Logs.Read(details.Run.Id));
            return;
        }
        var json = ToJson(details.Run);
        json["params"] = new JsonObject(details.Params.Select(p => KeyValuePair.Create(p.Key, ParamJson(p.Value))));
        json["metrics"] = new JsonObject(details.LastMetrics.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value)));
        json["steps"] = new JsonArray([.. details.Steps.Select(s => (JsonNode)new JsonObject { ["name"] = s.Name, ["status"] = s.IsCached ? "cached" : "ran", ["seconds"] = s.Seconds })]);
        json["versions"] = new JsonArray([.. details.Versions.Select(v => (JsonNode)v)]);
        json["spec"] = JsonNode.Parse(details.Run.SpecJson);
        json["rondo"] = details.Run.RondoVersion;
        json["environment"] = new JsonObject(details.Run.Environment.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value)));
        json["code_diff"] = details.Run.CodeDiff;
        if (withDiff) json["diff"] = KeptWords.Diff(workspace, details.Run);
        if (withLog) json["log"] = KeptWords.Log(workspace.Logs.Read(details.Run.Id));
        if (session.Json)
        {
            session.Print(json);
            return;
        }
        var run = details.Run;
        session.Out.WriteLine($"{run.Id}  {run.Name}  {Word(run.Status)}");
        session.Out.WriteLine($"started {Time(run.Started)}, {Seconds(run)} s, seed {run.Seed.ToString(CultureInfo.InvariantCulture)}, rondo {run.RondoVersion}{(run.Code is null ? "" : $", commit {run.Code}")}");
        session.Out.WriteLine($"spec {run.SpecHash}{Environment.NewLine}data {run.DataHash}");
        if (run.CodeDiff is not null) session.Out.WriteLine("files differ from that commit: --diff shows how");
        if (run.Message is not null) session.Out.WriteLine(run.Message);
        foreach (var step in details.Steps) session.Out.WriteLine($"  {step.Name,-10} {(step.IsCached ? "cached" : "ran"),-7} {step.Seconds.ToString("0.0", CultureInfo.InvariantCulture)} s");
        foreach (var (name, value) in details.LastMetrics) session.Out.WriteLine($"  {name,-12} {value?.ToString("G6", CultureInfo.InvariantCulture) ?? "undefined"}");
        if (details.Versions.Count > 0) session.Out.WriteLine($"versions: {string.Join(", ", details.Versions)}");
    }

    static void Compare(Session session, RunComparison comparison)
    {
        if (session.Json)
        {
            session.Print(new JsonObject
            {
                ["runs"] = new JsonArray([.. comparison.Runs.Select(r => (JsonNode)ToJson(r))]),
                ["facts"] = Rows(comparison.Facts, v => v),
                ["params"] = Rows(comparison.Params, v => v is null ? null : ParamJson(v)),
                ["metrics"] = Rows(comparison.Metrics, v => v),
            });
            return;
        }
        var rows = comparison.Facts.Concat(comparison.Params).Select(r => (r.Name, Values: r.Values.Select(v => v ?? "-"), r.IsDifferent))
            .Concat(comparison.Metrics.Select(r => (r.Name, Values: r.Values.Select(v => v?.ToString("G6", CultureInfo.InvariantCulture) ?? "-"), r.IsDifferent)));
        TextTable.Write(session.Out, ["", "", .. comparison.Runs.Select(r => r.Id)],
            [.. rows.Select(r => (IReadOnlyList<string>)[r.IsDifferent ? "*" : "", r.Name, .. r.Values])]);
    }

    static JsonObject Rows<T>(IEnumerable<ComparedRow<T>> rows, Func<T?, JsonNode?> value) =>
        new(rows.Select(r => KeyValuePair.Create(r.Name, (JsonNode?)new JsonArray([.. r.Values.Select(value)]))));

    static string One(string[] ids, string action) =>
        ids.Length == 1 ? ids[0] : throw new RondoException("bad_arguments", $"runs {action} needs the id of one run.", "See: rondo runs list.");

    static void Say(Session session, string word, string id)
    {
        if (session.Json) session.Print(new JsonObject { [word] = id });
        else session.Out.WriteLine($"{word} {id}");
    }

    static JsonObject ToJson(Run run) => new()
    {
        ["run"] = run.Id,
        ["name"] = run.Name,
        ["status"] = Word(run.Status),
        ["started"] = Time(run.Started),
        ["ended"] = run.Ended is { } ended ? Time(ended) : null,
        ["seed"] = run.Seed,
        ["spec_hash"] = run.SpecHash,
        ["data_hash"] = run.DataHash,
        ["commit"] = run.Code?.ToString(),
        ["message"] = run.Message,
    };

    // Numbers and flags as such; all else is text.
    static JsonNode? ParamJson(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    static string Word(RunStatus status) => status.ToString().ToLowerInvariant();

    static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    static string Seconds(Run run) => ((run.Ended ?? run.Heartbeat) - run.Started).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
