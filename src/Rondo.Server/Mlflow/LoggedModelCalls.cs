using Rondo.Lifecycle.Store.Access;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Mlflow;

/// <summary>Logged models, which MLflow has since version 3.</summary>
static class LoggedModelCalls
{
    const int UsualResults = 50, MostResults = 1000;
    const int LongestType = 500;

    public static IReadOnlyList<MlflowRoute> All { get; } =
    [
        MlflowRoute.Log("/logged-models", Create),
        MlflowRoute.Ask("/logged-models/search", Search),
        MlflowRoute.Get("/logged-models/{model_id}", Get),
        new("PATCH", "/logged-models/{model_id}", Permission.Log, Finish),
        new("DELETE", "/logged-models/{model_id}", Permission.Log, Delete),
        MlflowRoute.Log("/logged-models/{model_id}/params", LogParams),
        new("PATCH", "/logged-models/{model_id}/tags", Permission.Log, SetTags),
        new("DELETE", "/logged-models/{model_id}/tags/{tag_key}", Permission.Log, DeleteTag),
        MlflowRoute.Get("/logged-models/{model_id}/artifacts/directories", ListArtifacts),
    ];

    static async Task Create(MlflowCall call)
    {
        var fields = call.Fields;
        var model = await call.Workspace.LoggedModels.Create(new LoggedModelCreation
        {
            ProjectId = MlflowRules.Id("experiment_id", fields.Required("experiment_id")),
            Name = Name(fields.Text("name") is { Length: > 0 } name ? name : RunName.New()),
            ModelType = MlflowRules.Length("model_type", fields.Text("model_type") ?? "", LongestType),
            RunId = fields.Text("source_run_id") is { Length: > 0 } run ? MlflowRules.Id("source_run_id", run) : null,
            Params = MlflowRules.Pairs(fields, "params", MlflowRules.LongestParam),
            Tags = MlflowRules.Pairs(fields, "tags", MlflowRules.LongestTag),
        }).ConfigureAwait(false);
        await Answer(call, model).ConfigureAwait(false);
    }

    static Task Get(MlflowCall call) => Answer(call, call.Workspace.LoggedModels.Get(ModelId(call)));

    static async Task Finish(MlflowCall call)
    {
        var status = call.Fields.Choice("status", ModelJson.LoggedStatuses, first: 0) ?? throw MlflowFailure.Missing("status");
        if (status is not (2 or 3)) throw MlflowFailure.Invalid("'status' takes LOGGED_MODEL_READY or LOGGED_MODEL_UPLOAD_FAILED.");
        var model = await call.Workspace.LoggedModels.Finish(ModelId(call), status == 2 ? LoggedModelStatus.Ready : LoggedModelStatus.Failed).ConfigureAwait(false);
        await Answer(call, model).ConfigureAwait(false);
    }

    static async Task Delete(MlflowCall call)
    {
        await call.Workspace.LoggedModels.Delete(ModelId(call)).ConfigureAwait(false);
        await call.Answer().ConfigureAwait(false);
    }

    static async Task LogParams(MlflowCall call)
    {
        await call.Workspace.LoggedModels.LogParams(ModelId(call), MlflowRules.Pairs(call.Fields, "params", MlflowRules.LongestParam)).ConfigureAwait(false);
        await call.Answer().ConfigureAwait(false);
    }

    static async Task SetTags(MlflowCall call)
    {
        var model = await call.Workspace.LoggedModels.SetTags(ModelId(call), MlflowRules.Pairs(call.Fields, "tags", MlflowRules.LongestTag)).ConfigureAwait(false);
        await Answer(call, model).ConfigureAwait(false);
    }

    static async Task DeleteTag(MlflowCall call)
    {
        await call.Workspace.LoggedModels.DeleteTag(ModelId(call), Part(call, "tag_key")).ConfigureAwait(false);
        await call.Answer().ConfigureAwait(false);
    }

    static Task Search(MlflowCall call)
    {
        var fields = call.Fields;
        var page = call.Workspace.LoggedModels.Search(new SearchRequest
        {
            Projects = fields.Texts("experiment_ids"),
            Filter = fields.Text("filter"),
            OrderBy = [.. fields.Items("order_by").Select(term => term.Required("field_name") + (term.Flag("ascending") ?? true ? " ASC" : " DESC"))],
            Limit = MlflowRules.MaxResults(fields, UsualResults, MostResults),
            PageToken = fields.Text("page_token"),
        });
        return call.Answer(json =>
        {
            json.WriteList("models", page.Items, ModelJson.WriteLogged);
            json.WriteOptional("next_page_token", page.Next);
        });
    }

    static Task ListArtifacts(MlflowCall call)
    {
        var model = call.Workspace.LoggedModels.Get(ModelId(call));
        return ArtifactLists.Answer(call, new ArtifactPlace(model.ProjectId, model.Id, true, call.Fields.Text("artifact_directory_path")?.Trim('/') ?? ""));
    }

    static Task Answer(MlflowCall call, LoggedModel model) => call.Answer(json => json.WriteObject("model", model, ModelJson.WriteLogged));

    static string ModelId(MlflowCall call) => MlflowRules.Id("model_id", Part(call, "model_id"));

    static string Part(MlflowCall call, string name) => (string?)call.Http.Request.RouteValues[name] ?? "";

    // It becomes part of models:/ and runs:/ addresses.
    static string Name(string name)
    {
        MlflowRules.Length("name", name, MlflowRules.LongestTag / 16);
        return name.Trim() == name && !name.Any(c => char.IsControl(c) || c is '/' or ':' or '.' or '%' or '"' or '\'' or '\\' or '#' or '?')
            ? name
            : throw MlflowFailure.Invalid($"'name' is '{MlflowRules.Shown(name)}', which can't be the name of a logged model.", "A name has none of / : . % \" ' \\ # ?.");
    }
}
