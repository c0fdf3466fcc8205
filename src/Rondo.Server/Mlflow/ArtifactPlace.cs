using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Mlflow;

/// <summary>Where artifacts stand for MLflow's clients, and whose they are here: <c>EXPERIMENT/RUN/artifacts/PATH</c> or <c>EXPERIMENT/models/ID/artifacts/PATH</c>.</summary>
/// <param name="Path">From the owner's root; empty for the root itself.</param>
sealed record ArtifactPlace(string Project, string Owner, bool IsModel, string Path)
{
    public const string Scheme = "mlflow-artifacts:/";

    public static string UriOfRun(string project, string run) => $"{Scheme}{project}/{run}/artifacts";

    public static string UriOfModel(string project, string model) => $"{Scheme}{project}/models/{model}/artifacts";

    public string Uri => (IsModel ? UriOfModel(Project, Owner) : UriOfRun(Project, Owner)) + (Path.Length > 0 ? "/" + Path : "");

    /// <summary>Reads a path that was decoded once. Nothing is looked up.</summary>
    /// <exception cref="RondoException">It leads nowhere that artifacts can be.</exception>
    public static ArtifactPlace Parse(string path)
    {
        ArtifactPath.Check(path);
        return path.Split('/', 5) switch
        {
            [var project, "models", var model, "artifacts", .. var rest] => new(project, model, true, string.Join('/', rest)),
            _ => path.Split('/', 4) switch
            {
                [var project, var run, "artifacts", .. var rest] => new(project, run, false, string.Join('/', rest)),
                _ => throw MlflowFailure.Invalid($"'{MlflowRules.Shown(path)}' is no place of artifacts.", "They are at EXPERIMENT_ID/RUN_ID/artifacts/PATH."),
            },
        };
    }

    /// <summary>Reads the form that this server gives out as <c>artifact_uri</c>.</summary>
    public static ArtifactPlace OfUri(string uri) => uri.StartsWith(Scheme, StringComparison.Ordinal) && !uri.StartsWith(Scheme + "/", StringComparison.Ordinal)
        ? Parse(uri[Scheme.Length..].TrimEnd('/'))
        : throw MlflowFailure.Invalid($"'{MlflowRules.Shown(uri)}' is no address of artifacts in this store.");

    /// <summary>Refuses an owner that isn't there, or is of another experiment; for writing also one that is deleted.</summary>
    public ArtifactPlace Require(Workspace workspace, bool forWriting = false)
    {
        if (IsModel)
        {
            if (workspace.LoggedModels.Get(Owner).ProjectId != Project) throw NotThere();
            return this;
        }
        var run = workspace.Tracking.Find(Owner);
        if (run is null || run.ProjectId != Project) throw NotThere();
        return forWriting && run.Deleted is not null
            ? throw new RondoException("run_deleted", $"Run {Owner} is deleted and takes nothing.", "Restore it first.")
            : this;
    }

    RondoException NotThere() => new("unknown_artifact", $"There is no {(IsModel ? "logged model" : "run")} '{MlflowRules.Shown(Owner)}' in experiment '{MlflowRules.Shown(Project)}'.");
}
