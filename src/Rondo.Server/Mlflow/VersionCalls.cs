using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Mlflow;

/// <summary>Versions of registered models.</summary>
static class VersionCalls
{
    const int UsualResults = 10_000, MostResults = 200_000;

    public static IReadOnlyList<MlflowRoute> All { get; } =
    [
        MlflowRoute.Log("/model-versions/create", Create),
        MlflowRoute.Get("/model-versions/get", Get),
        MlflowRoute.Get("/model-versions/search", Search),
        MlflowRoute.Get("/model-versions/get-download-uri", GetDownloadUri),
        MlflowRoute.Log("/model-versions/set-tag", SetTag) with { Audit = "version.set_tag" },
        new("PATCH", "/model-versions/update", Permission.Log, Update) { Audit = "version.describe" },
        new("DELETE", "/model-versions/delete-tag", Permission.Log, DeleteTag) { Audit = "version.delete_tag" },
        MlflowRoute.Deploy("POST", "/model-versions/transition-stage", SetStage),
        MlflowRoute.Deploy("DELETE", "/model-versions/delete", Delete),
    ];

    public static Task Answer(MlflowCall call, ModelVersion version) => call.Answer(json => json.WriteObject("model_version", version, ModelJson.WriteVersion));

    public static string Stage(string field, string stage) =>
        ModelStore.Stages.FirstOrDefault(known => known.Equals(stage, StringComparison.OrdinalIgnoreCase))
            ?? throw MlflowFailure.Invalid($"'{field}' is '{MlflowRules.Shown(stage)}'; it takes one of: {string.Join(", ", ModelStore.Stages)}.");

    static Task Create(MlflowCall call)
    {
        var fields = call.Fields;
        var run = fields.Text("run_id") is { Length: > 0 } id ? RunCalls.Require(call, MlflowRules.Id("run_id", id)).Id : null;
        var source = VersionSource.Parse(call.Workspace, fields.Required("source"));
        var model = fields.Text("model_id") is { Length: > 0 } logged ? call.Workspace.LoggedModels.Get(MlflowRules.Id("model_id", logged)).Id : source.ModelId;
        var version = call.Workspace.Models.RegisterForeign(MlflowRules.ModelName(fields), new ForeignVersion(source.Text)
        {
            Storage = source.Storage,
            RunId = run,
            RunLink = MlflowRules.Length("run_link", fields.Text("run_link") ?? "", MlflowRules.LongestKey * 2),
            LoggedModel = model,
            Description = ModelCalls.Description(fields),
            Tags = MlflowRules.Pairs(fields, "tags", MlflowRules.LongestRegistryTag),
        }, call.Author);
        return Answer(call, version);
    }

    static Task Get(MlflowCall call) => Answer(call, Find(call));

    static Task Search(MlflowCall call)
    {
        var fields = call.Fields;
        var page = call.Workspace.Models.SearchVersions(new SearchRequest
        {
            Filter = fields.Text("filter"),
            OrderBy = fields.Texts("order_by"),
            Limit = Math.Min(MlflowRules.MaxResults(fields, UsualResults, MostResults), SearchRequest.MostResults),
            PageToken = fields.Text("page_token"),
        });
        return call.Answer(json =>
        {
            json.WriteList("model_versions", page.Items, ModelJson.WriteVersion);
            json.WriteOptional("next_page_token", page.Next);
        });
    }

    static Task GetDownloadUri(MlflowCall call)
    {
        var version = Find(call);
        return call.Answer(json => json.WriteString("artifact_uri", version.Storage ?? FilesOf(call.Workspace, version) ?? ModelJson.SourceOf(version)));
    }

    // The package of a lifecycle's run is among the run's artifacts.
    static string? FilesOf(Workspace workspace, ModelVersion version) =>
        !version.IsForeign && version.RunId is { } id && workspace.Tracking.Find(id) is { } run ? $"{ArtifactPlace.UriOfRun(run.ProjectId, run.Id)}/model" : null;

    static Task Update(MlflowCall call) =>
        Answer(call, call.Workspace.Models.DescribeVersion(Reference(call), ModelCalls.Description(call.Fields)));

    static Task SetTag(MlflowCall call)
    {
        var fields = call.Fields;
        var value = MlflowRules.Length("value", fields.Text("value") ?? "", MlflowRules.LongestRegistryTag);
        call.Workspace.Models.SetVersionTag(Reference(call), MlflowRules.Key("key", fields.Required("key")), value);
        return call.Answer();
    }

    static Task DeleteTag(MlflowCall call)
    {
        call.Workspace.Models.DeleteVersionTag(Reference(call), call.Fields.Required("key"));
        return call.Answer();
    }

    static Task SetStage(MlflowCall call)
    {
        var fields = call.Fields;
        var stage = Stage("stage", fields.Required("stage"));
        return Answer(call, call.Workspace.Models.SetStage(Reference(call), stage, fields.Flag("archive_existing_versions") ?? false, call.Author));
    }

    static Task Delete(MlflowCall call)
    {
        call.Workspace.Models.Delete(Reference(call), call.Author, force: true, withModel: false);
        return call.Answer();
    }

    static ModelVersion Find(MlflowCall call) => call.Workspace.Models.Get(Reference(call));

    public static ModelReference Reference(MlflowCall call) => ModelReference.Version(MlflowRules.ModelName(call.Fields), MlflowRules.Version(call.Fields));
}
