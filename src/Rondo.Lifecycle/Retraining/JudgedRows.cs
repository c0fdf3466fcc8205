using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Runs.Reproduction;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Lifecycle.Store;
using Rondo.Retrain.Promotion;
using Rondo.Train.Judge;

namespace Rondo.Lifecycle.Retraining;

/// <summary>The rows that decide between two versions: the challenger's test rows without those that the champion learnt from.</summary>
/// <param name="Rows">All their columns, as the source has them.</param>
/// <param name="Target">Their truth, in the challenger's classes.</param>
/// <param name="Left">How many test rows are left out, for the champion knows them.</param>
/// <param name="IsChampionKnown">Whether it is known what the champion learnt from.</param>
sealed record JudgedRows(Table Rows, Target Target, int Left, bool IsChampionKnown, ResolvedSpec Resolved)
{
    // Any would do: rows of both are hashed alike.
    const ulong Salt = 1;

    public static JudgedRows Of(Workspace workspace, ModelVersion champion, ModelVersion challenger, RunOptions options)
    {
        options.Say("gate", $"reading the rows that decide between {champion} and {challenger}");
        var (data, resolved) = Prepare(workspace, challenger, options);
        var (test, seen) = (data.Source.Take(data.Test), SeenBy(workspace, champion, data.Source.Schema, options));
        int[] kept = [.. Enumerable.Range(0, test.RowCount)];
        if (seen is not null)
        {
            var hashes = RowHash.Of(seen.Value.Columns is { } shared ? test.Select(shared) : test, Salt);
            kept = [.. kept.Where(r => !seen.Value.Hashes.Contains(hashes[r]))];
        }
        return new JudgedRows(test.Take(kept), data.TestTarget().Take(kept), test.RowCount - kept.Length, seen is not null, resolved);
    }

    /// <summary>A version's predictions of these rows.</summary>
    /// <exception cref="RondoException">It predicts something else, or lacks a column.</exception>
    public Scored Score(FittedPipeline pipeline, int threads, CancellationToken cancellation)
    {
        if (pipeline.Task != Target.Task) throw new RondoException("other_task", $"One version's task is {Engine.Catalog.PartCatalog.SnakeCase(pipeline.Task.ToString())} and the other's {Engine.Catalog.PartCatalog.SnakeCase(Target.Task.ToString())}: there is nothing to compare.");
        if (pipeline.Task == TaskKind.Regression || pipeline.Classes.SequenceEqual(Target.Classes)) return pipeline.Score(Rows, Target, null, threads, cancellation);
        // Of classes that it doesn't know it says nothing; those that are no more are left out.
        var predictions = pipeline.Predict(Rows, threads, cancellation);
        var places = Target.Classes.Select(c => pipeline.Classes.IndexOf(c)).ToArray();
        var values = new double[Rows.RowCount * places.Length];
        for (var i = 0; i < values.Length; i++)
            if (places[i % places.Length] is >= 0 and var place) values[i] = predictions.Values[i / places.Length * predictions.Outputs + place];
        return new Scored(Target, values, null, predictions.Threshold);
    }

    /// <summary>The slices that the file names.</summary>
    public ImmutableArray<GateSlice> Slices() =>
        [.. SliceMetrics.Rows(Rows, Resolved.Spec.Train.Evaluate.Slices.Where(Rows.Schema.Contains)).Select(s => new GateSlice(s.Condition.ToString(), [.. s.Rows]))];

    static (HashSet<ulong> Hashes, string[]? Columns)? SeenBy(Workspace workspace, ModelVersion champion, Schema schema, RunOptions options)
    {
        try
        {
            var (data, _) = Prepare(workspace, champion, options);
            var learnt = data.Source.Take(data.Train);
            // What one of them lacks tells no rows apart.
            string[]? shared = schema.Fields.Select(f => f.Name).SequenceEqual(learnt.Schema.Fields.Select(f => f.Name)) ? null : [.. schema.Fields.Select(f => f.Name).Where(learnt.Schema.Contains)];
            return ([.. RowHash.Of(shared is null ? learnt : learnt.Select(shared), Salt)], shared);
        }
        catch (RondoException fault) when (fault.Mistakes[0].Code is "unknown_snapshot" or "snapshot_pruned" or "no_package" or "made_elsewhere")
        {
            return null;
        }
    }

    // As the version's own run split its rows.
    static (PreparedData Data, ResolvedSpec Resolved) Prepare(Workspace workspace, ModelVersion version, RunOptions options)
    {
        var model = ReproducedModel.Find(workspace, version.ToString());
        var table = model.ReadTable(workspace, null, options.Threads, options.Cancellation);
        if (model.Schema is { } schema) table = schema.Enforce(table, options.Cancellation);
        var rows = DataChecks.Quarantine(model.Document, table, options.Cancellation);
        var resolved = SpecResolver.Resolve(model.Document, rows.Table, RondoParts.Catalog);
        return (DataPreparation.Prepare(rows.Table, resolved, model.Document.Map, options with { Progress = null }, rows.Numbers), resolved);
    }
}
