using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Mlflow;

/// <summary>Experiments, which are projects here.</summary>
static class ExperimentCalls
{
    const int LongestTag = 20_000;
    const int UsualResults = 1000;

    static readonly string[] _views = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"];

    public static IReadOnlyList<MlflowRoute> All { get; } =
    [
        MlflowRoute.Get("/experiments/get-by-name", GetByName),
        MlflowRoute.Get("/experiments/get", Get),
        MlflowRoute.Log("/experiments/create", Create) with { Audit = "project.create" },
        MlflowRoute.Ask("/experiments/search", Search),
        MlflowRoute.Get("/experiments/search", Search),
        MlflowRoute.Get("/experiments/list", Search),
        MlflowRoute.Log("/experiments/update", Update) with { Audit = "project.rename" },
        MlflowRoute.Log("/experiments/delete", Delete) with { Audit = "project.delete" },
        MlflowRoute.Log("/experiments/restore", Restore) with { Audit = "project.restore" },
        MlflowRoute.Log("/experiments/set-experiment-tag", SetTag) with { Audit = "project.set_tag" },
        MlflowRoute.Log("/experiments/delete-experiment-tag", DeleteTag) with { Audit = "project.delete_tag" },
        MlflowRoute.Deploy("POST", "/experiments/delete-permanently", DeletePermanently) with { Audit = "project.delete_permanently" },
    ];

    public static Visibility View(RequestFields fields, string name) => (Visibility)(fields.Choice(name, _views) ?? 0);

    static Task GetByName(MlflowCall call)
    {
        var name = call.Fields.Required("experiment_name");
        var project = call.Workspace.Projects.Find(name)
            ?? throw new RondoException("unknown_project", $"There is no experiment named '{MlflowRules.Shown(name)}'.");
        return Answer(call, project);
    }

    static Task Get(MlflowCall call) => Answer(call, call.Workspace.Projects.Get(ExperimentId(call.Fields)));

    static Task Answer(MlflowCall call, Project project) => call.Answer(json => json.WriteObject("experiment", project, RunJson.WriteProject));

    static Task Create(MlflowCall call)
    {
        var name = MlflowRules.ExperimentName("name", call.Fields.Required("name"));
        if (string.IsNullOrWhiteSpace(name)) throw MlflowFailure.Missing("name");
        if (call.Fields.Text("artifact_location") is { Length: > 0 } location)
            throw MlflowFailure.Invalid($"'artifact_location' is '{MlflowRules.Shown(location)}': this server keeps all artifacts in its own store.", "Leave it out.");
        var id = call.Workspace.Projects.Create(name, MlflowRules.Pairs(call.Fields, "tags", LongestTag)).Id;
        return call.Answer(json => json.WriteString("experiment_id", id));
    }

    static Task Search(MlflowCall call)
    {
        var fields = call.Fields;
        var page = call.Workspace.Search.Projects(new SearchRequest
        {
            Filter = fields.Text("filter"),
            OrderBy = fields.Texts("order_by"),
            Limit = MlflowRules.MaxResults(fields, UsualResults, SearchRequest.MostResults),
            PageToken = fields.Text("page_token"),
            Visibility = View(fields, "view_type"),
        });
        return call.Answer(json =>
        {
            json.WriteList("experiments", page.Items, RunJson.WriteProject);
            json.WriteOptional("next_page_token", page.Next);
        });
    }

    static Task Update(MlflowCall call)
    {
        var id = ExperimentId(call.Fields);
        var name = MlflowRules.ExperimentName("new_name", call.Fields.Required("new_name"));
        if (string.IsNullOrWhiteSpace(name)) throw MlflowFailure.Missing("new_name");
        call.Workspace.Projects.Rename(id, name);
        return call.Answer();
    }

    static Task Delete(MlflowCall call)
    {
        var id = ExperimentId(call.Fields);
        if (id == Project.DefaultId) throw MlflowFailure.Invalid("The default experiment can't be deleted: runs that name none belong to it.");
        call.Workspace.Projects.Delete(id);
        return call.Answer();
    }

    static Task Restore(MlflowCall call)
    {
        call.Workspace.Projects.Restore(ExperimentId(call.Fields));
        return call.Answer();
    }

    static Task SetTag(MlflowCall call)
    {
        var id = ExperimentId(call.Fields);
        var key = MlflowRules.Key("key", call.Fields.Required("key"));
        call.Workspace.Projects.SetTag(id, key, MlflowRules.Length("value", call.Fields.Text("value") ?? "", LongestTag));
        return call.Answer();
    }

    static Task DeleteTag(MlflowCall call)
    {
        call.Workspace.Projects.DeleteTag(ExperimentId(call.Fields), call.Fields.Required("key"));
        return call.Answer();
    }

    static Task DeletePermanently(MlflowCall call)
    {
        call.Workspace.Projects.DeletePermanently(ExperimentId(call.Fields));
        return call.Answer();
    }

    static string ExperimentId(RequestFields fields) => MlflowRules.Id("experiment_id", fields.Required("experiment_id"));
}
