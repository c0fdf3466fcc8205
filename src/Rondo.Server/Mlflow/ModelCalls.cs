using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Mlflow;

/// <summary>Registered models and their aliases.</summary>
static class ModelCalls
{
    const int UsualResults = 100, MostResults = 1000;

    public static IReadOnlyList<MlflowRoute> All { get; } =
    [
        MlflowRoute.Log("/registered-models/create", Create) with { Audit = "model.create" },
        MlflowRoute.Get("/registered-models/get", Get),
        MlflowRoute.Get("/registered-models/search", Search),
        MlflowRoute.Get("/registered-models/list", Search),
        MlflowRoute.Ask("/registered-models/get-latest-versions", GetLatest),
        MlflowRoute.Get("/registered-models/get-latest-versions", GetLatest),
        MlflowRoute.Log("/registered-models/set-tag", SetTag) with { Audit = "model.set_tag" },
        new("PATCH", "/registered-models/update", Permission.Log, Update) { Audit = "model.describe" },
        new("DELETE", "/registered-models/delete-tag", Permission.Log, DeleteTag) { Audit = "model.delete_tag" },
        MlflowRoute.Deploy("POST", "/registered-models/rename", Rename),
        MlflowRoute.Deploy("DELETE", "/registered-models/delete", Delete),
        MlflowRoute.Get("/registered-models/alias", GetByAlias),
        MlflowRoute.Deploy("POST", "/registered-models/alias", SetAlias),
        MlflowRoute.Deploy("DELETE", "/registered-models/alias", DeleteAlias),
    ];

    static Task Create(MlflowCall call)
    {
        var fields = call.Fields;
        var model = call.Workspace.Models.Create(MlflowRules.ModelName(fields), Description(fields), MlflowRules.Pairs(fields, "tags", MlflowRules.LongestRegistryTag));
        return Answer(call, model);
    }

    static Task Get(MlflowCall call) => Answer(call, call.Workspace.Models.Find(MlflowRules.ModelName(call.Fields)));

    static Task Search(MlflowCall call)
    {
        var fields = call.Fields;
        var page = call.Workspace.Models.SearchModels(new SearchRequest
        {
            Filter = fields.Text("filter"),
            OrderBy = fields.Texts("order_by"),
            Limit = MlflowRules.MaxResults(fields, UsualResults, MostResults),
            PageToken = fields.Text("page_token"),
        });
        var models = page.Items.Select(model => Listed(call, model)).ToList();
        return call.Answer(json =>
        {
            json.WriteList("registered_models", models, ModelJson.WriteModel);
            json.WriteOptional("next_page_token", page.Next);
        });
    }

    static Task GetLatest(MlflowCall call)
    {
        var stages = call.Fields.Texts("stages").Select(stage => VersionCalls.Stage("stages", stage)).ToList();
        var versions = call.Workspace.Models.Latest(MlflowRules.ModelName(call.Fields), stages);
        return call.Answer(json => json.WriteList("model_versions", versions, ModelJson.WriteVersion));
    }

    static Task Update(MlflowCall call) => Answer(call, call.Workspace.Models.Describe(MlflowRules.ModelName(call.Fields), Description(call.Fields)));

    static Task Rename(MlflowCall call) =>
        Answer(call, call.Workspace.Models.Rename(MlflowRules.ModelName(call.Fields), MlflowRules.ModelName(call.Fields, "new_name"), call.Author));

    static Task Delete(MlflowCall call)
    {
        call.Workspace.Models.DeleteModel(MlflowRules.ModelName(call.Fields), call.Author, force: true);
        return call.Answer();
    }

    static Task SetTag(MlflowCall call)
    {
        var fields = call.Fields;
        var value = MlflowRules.Length("value", fields.Text("value") ?? "", MlflowRules.LongestRegistryTag);
        call.Workspace.Models.SetTag(MlflowRules.ModelName(fields), MlflowRules.Key("key", fields.Required("key")), value);
        return call.Answer();
    }

    static Task DeleteTag(MlflowCall call)
    {
        call.Workspace.Models.DeleteTag(MlflowRules.ModelName(call.Fields), call.Fields.Required("key"));
        return call.Answer();
    }

    static Task GetByAlias(MlflowCall call)
    {
        var version = call.Workspace.Models.Get(ModelReference.Parse($"{MlflowRules.ModelName(call.Fields)}@{Alias(call.Fields)}"));
        return VersionCalls.Answer(call, version);
    }

    // By the store's own way, so that whatever guards a champion guards it here.
    static Task SetAlias(MlflowCall call)
    {
        var fields = call.Fields;
        var reference = ModelReference.Version(MlflowRules.ModelName(fields), MlflowRules.Version(fields));
        call.Workspace.Models.SetAlias(Alias(fields), reference, author: call.Author);
        return call.Answer();
    }

    static Task DeleteAlias(MlflowCall call)
    {
        call.Workspace.Models.RemoveAlias(MlflowRules.ModelName(call.Fields), Alias(call.Fields), author: call.Author);
        return call.Answer();
    }

    public static string Description(RequestFields fields) => MlflowRules.Length("description", fields.Text("description") ?? "", MlflowRules.LongestDescription);

    static string Alias(RequestFields fields) => ModelReference.CheckAlias(fields.Required("alias"));

    static Task Answer(MlflowCall call, RegisteredModel model) => call.Answer(json => json.WriteObject("registered_model", Listed(call, model), ModelJson.WriteModel));

    static ListedModel Listed(MlflowCall call, RegisteredModel model) => new(model, model.VersionCount == 0 ? [] : call.Workspace.Models.Latest(model.Name, []));
}
