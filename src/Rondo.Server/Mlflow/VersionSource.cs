using System.Globalization;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Mlflow;

/// <summary>Where a version's files are: a run's or a logged model's artifacts in this store, and nothing else. No address is ever fetched.</summary>
/// <param name="Storage">The artifacts that a source by name leads to; null when the source is their address.</param>
sealed record VersionSource(string Text, string? Storage, string? ModelId)
{
    const int LongestText = 1000;
    const string Runs = "runs:/", Models = "models:/";

    /// <exception cref="RondoException">It leads elsewhere, or to nothing.</exception>
    public static VersionSource Parse(Workspace workspace, string text)
    {
        MlflowRules.Length("source", text, LongestText);
        if (text.AsSpan().ContainsAny("#?;%\\")) throw Refused(text);
        if (text.StartsWith(ArtifactPlace.Scheme, StringComparison.Ordinal))
        {
            var place = ArtifactPlace.OfUri(text).Require(workspace);
            return new VersionSource(text, null, place.IsModel ? place.Owner : null);
        }
        if (text.StartsWith(Runs, StringComparison.Ordinal)) return OfRun(workspace, text);
        return text.StartsWith(Models, StringComparison.Ordinal) ? OfModel(workspace, text) : throw Refused(text);
    }

    // runs:/ID/PATH is a folder of the run's artifacts or, since MLflow 3, the name of a model that the run logged.
    static VersionSource OfRun(Workspace workspace, string text)
    {
        var rest = ArtifactPath.Check(text[Runs.Length..].TrimEnd('/'));
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) throw Refused(text);
        var run = workspace.Tracking.Find(MlflowRules.Id("source", rest[..slash])) ?? throw new RondoException("unknown_run", $"There is no run '{rest[..slash]}'.");
        var path = rest[(slash + 1)..];
        var isFolder = workspace.Artifacts.List(run.Id, path).Count > 0;
        if (!isFolder && Logged(workspace, run, path) is { } logged) return new VersionSource(text, ArtifactPlace.UriOfModel(logged.ProjectId, logged.Id), logged.Id);
        return new VersionSource(text, $"{ArtifactPlace.UriOfRun(run.ProjectId, run.Id)}/{path}", null);
    }

    static LoggedModel? Logged(Workspace workspace, TrackedRun run, string name) => workspace.LoggedModels
        .Search(new SearchRequest { Projects = [run.ProjectId], Filter = $"source_run_id = '{run.Id}'" }).Items
        .FirstOrDefault(model => model.Name == name);

    static VersionSource OfModel(Workspace workspace, string text)
    {
        var parts = text[Models.Length..].TrimEnd('/').Split('/');
        if (parts is [['m', '-', ..] id] && !id.Contains('@', StringComparison.Ordinal))
        {
            var logged = workspace.LoggedModels.Get(MlflowRules.Id("source", id));
            return new VersionSource(text, ArtifactPlace.UriOfModel(logged.ProjectId, logged.Id), logged.Id);
        }
        var version = parts switch
        {
            [var name, var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) => workspace.Models.Get(ModelReference.Version(name, parsed)),
            [var reference] when ModelReference.Parse(reference) is { Alias: not null } named => workspace.Models.Get(named),
            _ => throw Refused(text),
        };
        return new VersionSource(text, version.Storage ?? ModelJson.SourceOf(version), version.LoggedModel);
    }

    static RondoException Refused(string text) => MlflowFailure.Invalid($"'source' is '{MlflowRules.Shown(text)}', which is nothing in this store.",
        "A version is made of mlflow-artifacts:/EXPERIMENT/RUN/artifacts/PATH, runs:/RUN/PATH, models:/m-ID or models:/NAME/VERSION.");
}
