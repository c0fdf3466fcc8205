using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Mlflow;

/// <summary>Runs: started, ended, found, deleted.</summary>
static class RunCalls
{
    const string UserTag = "mlflow.user", ParentTag = "mlflow.parentRunId";
    const int UsualResults = 1000;

    public static IReadOnlyList<MlflowRoute> All { get; } =
    [
        MlflowRoute.Log("/runs/create", Create),
        MlflowRoute.Get("/runs/get", Get),
        MlflowRoute.Log("/runs/update", Update),
        MlflowRoute.Log("/runs/delete", Delete) with { Audit = "run.delete" },
        MlflowRoute.Log("/runs/restore", Restore) with { Audit = "run.restore" },
        MlflowRoute.Ask("/runs/search", Search),
        MlflowRoute.Deploy("POST", "/runs/delete-permanently", DeletePermanently) with { Audit = "run.delete_permanently" },
    ];

    static async Task Create(MlflowCall call)
    {
        var fields = call.Fields;
        var tags = MlflowRules.Pairs(fields, "tags", MlflowRules.LongestTag);
        var name = fields.Text("run_name") is { Length: > 0 } said ? said : Tag(tags, TrackingStore.NameTag) is { Length: > 0 } tagged ? tagged : RunName.New();
        MlflowRules.RunName(name);
        if (Tag(tags, TrackingStore.NameTag) is { } conflicting && conflicting != name)
            throw MlflowFailure.Invalid($"'run_name' is '{MlflowRules.Shown(name)}', but the tag {TrackingStore.NameTag} says '{MlflowRules.Shown(conflicting)}'.", "Leave one of them out.");
        var started = MlflowRules.Time("start_time", fields.Whole("start_time") ?? call.NowMilliseconds);
        var id = await call.Workspace.Tracking.Create(new RunCreation
        {
            ProjectId = fields.Text("experiment_id") is { Length: > 0 } project ? MlflowRules.Id("experiment_id", project) : Project.DefaultId,
            Name = name,
            User = MlflowRules.User(fields.Text("user_id") is { Length: > 0 } user ? user : Tag(tags, UserTag) ?? ""),
            Started = started,
            ParentId = Tag(tags, ParentTag) is { Length: > 0 } parent ? MlflowRules.Id(ParentTag, parent) : null,
            Tags = Tag(tags, TrackingStore.NameTag) is null ? [.. tags, new(TrackingStore.NameTag, name)] : tags,
        }).ConfigureAwait(false);
        var run = call.Workspace.Tracking.Get(id)!;
        await call.Answer(json => json.WriteObject("run", run, RunJson.Write)).ConfigureAwait(false);
    }

    static Task Get(MlflowCall call)
    {
        var run = Require(call, MlflowRules.RunId(call.Fields));
        return call.Answer(json => json.WriteObject("run", run, RunJson.Write));
    }

    static async Task Update(MlflowCall call)
    {
        var fields = call.Fields;
        var id = MlflowRules.RunId(fields);
        var status = fields.Choice("status", RunJson.Statuses);
        var name = fields.Text("run_name") is { Length: > 0 } said ? MlflowRules.RunName(said) : null;
        var run = await call.Workspace.Tracking.Change(id, new RunChange
        {
            Status = status switch
            {
                null => null,
                0 or 1 => RunStatus.Running,
                2 => RunStatus.Finished,
                3 => RunStatus.Failed,
                _ => RunStatus.Killed,
            },
            IsScheduled = status == 1,
            Ended = fields.Whole("end_time") is { } ended ? MlflowRules.Time("end_time", ended) : null,
            Name = name,
        }).ConfigureAwait(false);
        if (name is not null) await call.Workspace.Tracking.Log(id, new RunLog { Tags = [new(TrackingStore.NameTag, name)] }).ConfigureAwait(false);
        await call.Answer(json => json.WriteObject("run_info", run, RunJson.WriteInfo)).ConfigureAwait(false);
    }

    static async Task Delete(MlflowCall call)
    {
        await call.Workspace.Tracking.Delete(MlflowRules.RunId(call.Fields)).ConfigureAwait(false);
        await call.Answer().ConfigureAwait(false);
    }

    static async Task Restore(MlflowCall call)
    {
        await call.Workspace.Tracking.Restore(MlflowRules.RunId(call.Fields)).ConfigureAwait(false);
        await call.Answer().ConfigureAwait(false);
    }

    // What can't be undone is done to what was deleted before only.
    static Task DeletePermanently(MlflowCall call)
    {
        var run = Require(call, MlflowRules.RunId(call.Fields));
        if (run.Deleted is null) throw MlflowFailure.Invalid($"Run {run.Id} is not deleted, so it isn't deleted for good.", "Call runs/delete first.");
        call.Workspace.Runs.Delete(run.Id, force: call.Fields.Flag("force") ?? false);
        return call.Answer();
    }

    static Task Search(MlflowCall call)
    {
        var fields = call.Fields;
        var page = call.Workspace.Search.Runs(new SearchRequest
        {
            Projects = fields.Texts("experiment_ids"),
            Filter = fields.Text("filter"),
            OrderBy = fields.Texts("order_by"),
            Limit = MlflowRules.MaxResults(fields, UsualResults, SearchRequest.MostResults),
            PageToken = fields.Text("page_token"),
            Visibility = ExperimentCalls.View(fields, "run_view_type"),
        });
        return call.Answer(json =>
        {
            json.WriteList("runs", page.Items, RunJson.Write);
            json.WriteOptional("next_page_token", page.Next);
        });
    }

    public static TrackedRun Require(MlflowCall call, string id) =>
        call.Workspace.Tracking.Get(id) ?? throw new RondoException("unknown_run", $"There is no run '{id}'.");

    static string? Tag(IReadOnlyList<KeyValuePair<string, string>> tags, string name)
    {
        foreach (var tag in tags)
            if (tag.Key == name) return tag.Value;
        return null;
    }
}
