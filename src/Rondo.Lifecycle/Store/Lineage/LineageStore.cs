using System.Globalization;
using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store.Lineage;

/// <summary>Finds where things come from and what came of them. Nothing of it is kept: it follows from runs, versions and the log of data.</summary>
public sealed class LineageStore
{
    /// <summary>So many runs, the newest, are listed of what came of one thing.</summary>
    public const int MostRuns = 100;

    readonly Workspace _workspace;
    readonly StoreDatabase _database;

    internal LineageStore(Workspace workspace, StoreDatabase database)
    {
        _workspace = workspace;
        _database = database;
    }

    /// <param name="id">As <see cref="LineageFocus.Find"/> takes it.</param>
    /// <exception cref="RondoException">Nothing of the kind is in this workspace.</exception>
    public LineageGraph Of(string id)
    {
        var focus = LineageFocus.Find(_workspace, id);
        var builder = new LineageBuilder(_workspace);
        var node = focus switch
        {
            { Version: { } version } => builder.Version(version),
            { Run: { } run } => builder.Run(run),
            { Predicted: { } request } => builder.Prediction(request, focus.PredictedRow),
            _ => builder.Data(focus.DataHash!),
        };
        if (focus.Predicted is { } predicted)
        {
            BeforePrediction(builder, predicted, node);
            return builder.Graph(node);
        }
        if (focus.Version is { } of) Before(builder, of);
        if (focus.Run is { } ran) Before(builder, ran);
        var isCut = focus switch
        {
            { Version: { } version } => After(builder, version),
            { Run: { } run } => After(builder, run),
            _ => AfterData(builder, focus.DataHash!),
        };
        return builder.Graph(node) with { IsCut = isCut };
    }

    void Before(LineageBuilder builder, ModelVersion version)
    {
        var node = builder.Version(version);
        if (version.RunId is { } id)
        {
            var run = _workspace.Runs.Get(id);
            builder.Link(builder.Run(run), node, "made");
            Before(builder, run);
            return;
        }
        // A version of elsewhere says no more than where it is.
        if (version.PackageHash.Length == 0) return;
        // Its run was deleted, or was never here: what the package itself says is left.
        var lineage = _workspace.Models.Open(version).Description.Lineage;
        if (lineage.Foreign is { } file)
        {
            builder.Link(builder.Foreign(file), node, "made");
            return;
        }
        builder.Link(builder.Data(lineage.DataHash), node, "made");
        builder.Link(builder.Spec(lineage.SpecHash), node, "made");
        if (lineage.GitCommit is { } commit) builder.Link(builder.Code(new CodeVersion(commit, lineage.GitDirty == true), null, null), node, "made");
        foreach (var plugin in lineage.Plugins ?? []) builder.Link(builder.Plugin($"{plugin.File} {plugin.Hash}"), node, "made");
    }

    void Before(LineageBuilder builder, Run run)
    {
        var node = builder.Run(run);
        if (run.DataHash is { Length: > 0 } data) builder.Link(builder.Data(data), node, "read");
        if (run.SpecHash.Length > 0) builder.Link(builder.Spec(run.SpecHash), node, "followed");
        if (run.Code is { } code) builder.Link(builder.Code(code, run.CodeDiff, run.Id), node, "used");
        foreach (var plugin in PluginsOf(run)) builder.Link(builder.Plugin(plugin), node, "used");
        if (run.ParentId is { } parent) builder.Link(builder.Run(_workspace.Runs.Get(parent)), node, "contained");
        if (ReproducedBy(run) is not { } version) return;
        builder.Link(builder.Version(version), node, "reproduced");
        Before(builder, version);
    }

    void BeforePrediction(LineageBuilder builder, LoggedRequest request, string prediction)
    {
        // A version that was deleted since is named by the prediction itself.
        if (VersionOf($"{request.Schema.Model}@{request.Schema.Version.ToString(CultureInfo.InvariantCulture)}") is not { } version) return;
        builder.Link(builder.Version(version), prediction, "predicted");
        Before(builder, version);
    }

    bool After(LineageBuilder builder, ModelVersion version)
    {
        var node = builder.Version(version);
        foreach (var alias in version.Aliases) builder.Link(node, builder.Alias(version, alias), "named");
        var (runs, isCut) = _database.Read(session => LineageQueries.Reproductions(session, version.ToString(), MostRuns));
        foreach (var run in runs) builder.Link(node, builder.Run(run), "reproduced");
        return isCut;
    }

    bool After(LineageBuilder builder, Run run)
    {
        var node = builder.Run(run);
        var isCut = false;
        foreach (var version in _database.Read(session => LineageQueries.VersionsOf(session, run.Id)))
        {
            builder.Link(node, builder.Version(version), "made");
            isCut |= After(builder, version);
        }
        var (children, areCut) = _database.Read(session => LineageQueries.Children(session, run.Id, MostRuns));
        foreach (var child in children)
        {
            builder.Link(node, builder.Run(child), "contained");
            isCut |= After(builder, child);
        }
        return isCut || areCut;
    }

    bool AfterData(LineageBuilder builder, string dataHash)
    {
        var node = builder.Data(dataHash);
        var (runs, isCut) = _database.Read(session => LineageQueries.ReadersOf(session, dataHash, MostRuns));
        foreach (var run in runs)
        {
            builder.Link(node, builder.Run(run), "read");
            isCut |= After(builder, run);
        }
        return isCut;
    }

    ModelVersion? ReproducedBy(Run run)
    {
        if (!run.Environment.TryGetValue(Runs.RunCircumstances.Reproduces, out var name) || !name.Contains('@', StringComparison.Ordinal)) return null;
        return VersionOf(name);
    }

    ModelVersion? VersionOf(string name)
    {
        try
        {
            return _workspace.Models.Get(ModelReference.Parse(name));
        }
        catch (RondoException fault) when (fault.Mistakes[0].Code is "unknown_model" or "unknown_version")
        {
            // It was deleted since.
            return null;
        }
    }

    static string[] PluginsOf(Run run) =>
        run.Environment.TryGetValue("plugins", out var words) ? words.Split(", ", StringSplitOptions.RemoveEmptyEntries) : [];
}
