using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Metrics;
using Rondo.Engine.Recipes;
using Rondo.Observe.Cause;
using Rondo.Observe.Performance;

namespace Rondo.Observe.Reference;

/// <summary>Makes the reference of a model from its training rows and what was predicted of them out of fold.</summary>
/// <param name="features">Raw feature columns of the training rows.</param>
/// <param name="target">Of the same rows.</param>
/// <param name="targetName">What the target's column is called.</param>
public sealed class ReferenceBuilder(Table features, Target target, string targetName)
{
    // A gap of distribution functions is known to a part in so many; with many columns they share the room.
    const int MostPoints = 512, LeastPoints = 64, AllPoints = 200_000;
    // Errors of more rows are known no better than anybody needs; they are then taken at equal steps.
    const int MostJudged = 200_000;

    /// <summary>Columns that are never kept.</summary>
    public ImmutableHashSet<string> Masked { get; init; } = [];

    public ulong Seed { get; init; }

    int Points => Math.Clamp(AllPoints / Math.Max(1, features.Columns.Length), LeastPoints, MostPoints);

    /// <param name="rows">The rows that have an out-of-fold prediction.</param>
    /// <param name="predictions">Of those rows, as the finished model would say them (calibrated, with its threshold).</param>
    public ReferenceProfile Build(int[] rows, Predictions predictions, CancellationToken cancellation = default)
    {
        var fields = features.Schema.Fields.Where(f => !Masked.Contains(f.Name));
        var profile = new ReferenceProfile(target.Task, target.Classes, features.RowCount, [.. fields.Select(f => ColumnProfile.Of(f.Name, features[f.Name], Points))])
        {
            Target = target.Task == TaskKind.Clustering ? null : ProfileOf(targetName, target.Task, target.Classes, target.Values),
        };
        if (rows.Length == 0 || target.Task == TaskKind.Clustering) return profile;
        (rows, predictions) = AtMost(MostJudged, rows, predictions);
        var truth = target.Take(rows);
        var scored = new Scored(truth, predictions.Values, null, predictions.Threshold);
        var errors = RowErrors.Of(predictions, truth.Values);
        return profile with
        {
            Prediction = ProfileOf("prediction", target.Task, target.Classes, PredictedOf(predictions)),
            Metrics = MetricSet.Compute(scored).ToImmutableSortedDictionary(m => m.Name, m => m.Value.Value, StringComparer.Ordinal),
            MeanError = errors.Average(),
            ErrorsByRange = [.. profile.Columns.Select(c => ErrorsOf(c, rows, errors)).OfType<ErrorByRange>()],
            Estimator = scored.Problem is not null ? null : target.Task == TaskKind.Regression ? ErrorModel(profile, rows, predictions, truth, cancellation) : ConfidenceEstimator.Fit(scored),
        };
    }

    static (int[] Rows, Predictions Predictions) AtMost(int most, int[] rows, Predictions predictions)
    {
        if (rows.Length <= most) return (rows, predictions);
        int[] taken = [.. Enumerable.Range(0, most).Select(i => (int)((long)i * rows.Length / most))];
        return ([.. taken.Select(i => rows[i])], predictions with { Values = [.. taken.SelectMany(i => predictions.Row(i).ToArray())] });
    }

    /// <summary>The number, or the index of the class, that each row gets. Shape: rows.</summary>
    public static double[] PredictedOf(Predictions predictions) =>
        predictions.Task == TaskKind.Regression ? predictions.Values : [.. Enumerable.Range(0, predictions.Rows).Select(row => (double)predictions.ClassOf(row))];

    /// <summary>Targets or predictions as a column: numbers, or the names of classes.</summary>
    public static Column ColumnOf(TaskKind task, ImmutableArray<string> classes, double[] values) =>
        task == TaskKind.Regression ? new DoubleColumn(values) : TextColumn.From([.. values.Select(v => double.IsNaN(v) ? null : classes.IsEmpty ? v.ToString(CultureInfo.InvariantCulture) : classes[(int)v])]);

    static ColumnProfile ProfileOf(string name, TaskKind task, ImmutableArray<string> classes, double[] values) => ColumnProfile.Of(name, ColumnOf(task, classes, values), MostPoints);

    ErrorByRange? ErrorsOf(ColumnProfile column, int[] rows, double[] errors) =>
        ColumnRanges.Of(column) is { } ranges ? ErrorByRange.Of(column.Name, ranges.Of(features[column.Name].Take(rows)), errors, ranges.Names.Length) : null;

    // Times and free text say nothing that trees of an error could use later.
    ErrorRegression? ErrorModel(ReferenceProfile profile, int[] rows, Predictions predictions, Target truth, CancellationToken cancellation)
    {
        var columns = profile.Columns.Where(c => !c.IsTime && c.Words is null && c.Missing < c.Rows).Select(c => (c.Name, features[c.Name].Take(rows)));
        double[] differences = [.. truth.Values.Select((v, i) => v - predictions.Values[i])];
        return ErrorRegression.Fit(Table.Of(columns), predictions.Values, differences, Seed, cancellation);
    }
}
