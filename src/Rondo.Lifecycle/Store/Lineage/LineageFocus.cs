using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Serving.History;
using Rondo.Lifecycle.Store.Snapshots;

namespace Rondo.Lifecycle.Store.Lineage;

/// <summary>What a person asks the lineage of: exactly one of these.</summary>
public sealed record LineageFocus
{
    public ModelVersion? Version { get; init; }

    public Run? Run { get; init; }

    /// <summary>A request in the log of predictions; <see cref="PredictedRow"/> says which of its rows.</summary>
    public LoggedRequest? Predicted { get; init; }

    public int PredictedRow { get; init; }

    /// <summary>The hash of a snapshot.</summary>
    public string? DataHash { get; init; }

    /// <param name="id">
    /// A model (<c>NAME</c>, <c>NAME@2</c>, <c>NAME@alias</c>), the beginning of a run's id, a version of data (a tag, <c>latest</c>,
    /// the beginning of a hash), the id of a prediction, or the id of a node.
    /// </param>
    /// <exception cref="RondoException">Nothing of the kind is in this workspace.</exception>
    public static LineageFocus Find(Workspace workspace, string id) => id.Split(':', 2) switch
    {
        ["version" or "alias", var model] => OfModel(workspace, model),
        ["run", var run] => OfRun(workspace, run),
        ["data", var data] => OfData(workspace, data),
        ["prediction", var prediction] => OfPrediction(workspace, prediction) ?? throw UnknownPrediction(prediction),
        _ => Guess(workspace, id),
    };

    static LineageFocus Guess(Workspace workspace, string id)
    {
        var models = workspace.Models.List().Select(m => m.Name).ToArray();
        if (IsModel(id, models)) return OfModel(workspace, id);
        if (PredictionIds.Parse(id) is not null) return OfPrediction(workspace, id) ?? Try("unknown_reference", () => OfData(workspace, id)) ?? throw UnknownPrediction(id);
        return Try("unknown_run", () => OfRun(workspace, id)) ?? Try("unknown_reference", () => OfData(workspace, id)) ?? throw Unknown(workspace, id, models);
    }

    // Of data sets, which have the names of models, `flights@latest` is the newest version; unless an alias is called so.
    static bool IsModel(string id, string[] models)
    {
        var at = id.IndexOf('@', StringComparison.Ordinal);
        return models.Contains(at < 0 ? id : id[..at]) && !(at >= 0 && id[(at + 1)..].StartsWith("latest", StringComparison.Ordinal));
    }

    static LineageFocus OfModel(Workspace workspace, string id) => new() { Version = workspace.Models.Get(ModelReference.Parse(id)) };

    static LineageFocus OfRun(Workspace workspace, string id) => new() { Run = workspace.Runs.Get(id) };

    static LineageFocus OfData(Workspace workspace, string id) => new() { DataHash = DataReference.Resolve(workspace.Data, id).DataHash };

    static LineageFocus? OfPrediction(Workspace workspace, string id) =>
        PredictionIds.Parse(id) is { } parsed && new PredictionHistory(workspace.PredictionLogFolder).Find(parsed) is var (request, row)
            ? new() { Predicted = request, PredictedRow = row }
            : null;

    static RondoException UnknownPrediction(string id) => new("unknown_id", $"There is no prediction '{id}' in this workspace's log.", "See: rondo predictions.");

    static LineageFocus? Try(string unknown, Func<LineageFocus> find)
    {
        try
        {
            return find();
        }
        catch (RondoException fault) when (fault.Mistakes[0].Code == unknown)
        {
            return null;
        }
    }

    static RondoException Unknown(Workspace workspace, string id, string[] models) => new("unknown_id",
        $"There is no model, run, version of data or tag '{id}' in this workspace.",
        Spelling.DidYouMean(id, [.. models, .. workspace.Data.Tags().Keys]) ?? "See: rondo models list, rondo runs list, rondo data log.");
}
