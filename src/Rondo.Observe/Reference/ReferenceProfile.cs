using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Recipes;
using Rondo.Observe.Cause;
using Rondo.Observe.Performance;

namespace Rondo.Observe.Reference;

/// <summary>
/// What a model's training rows looked like, and how well it predicted those that it had not seen: all that later rows are compared with. It holds no rows.
/// </summary>
/// <param name="Rows">Training rows.</param>
/// <param name="Columns">The model's input columns, without those that are masked.</param>
public sealed record ReferenceProfile(TaskKind Task, ImmutableArray<string> Classes, int Rows, ImmutableArray<ColumnProfile> Columns)
{
    /// <summary>Out-of-fold predictions: numbers, or classes. Null when there are none.</summary>
    public ColumnProfile? Prediction { get; init; }

    /// <summary>The truth of the training rows; null for clusters.</summary>
    public ColumnProfile? Target { get; init; }

    /// <summary>Metrics of the out-of-fold predictions; null where undefined.</summary>
    public ImmutableSortedDictionary<string, double?> Metrics { get; init; } = ImmutableSortedDictionary.Create<string, double?>(StringComparer.Ordinal);

    /// <summary>The mean out-of-fold error of a row: its absolute error, or 1 for a wrong class.</summary>
    public double MeanError { get; init; }

    /// <summary>The same by ranges of each column.</summary>
    public ImmutableArray<ErrorByRange> ErrorsByRange { get; init; } = [];

    /// <summary>What estimates metrics before labels come; null when there was too little to learn it from.</summary>
    public IPerformanceEstimator? Estimator { get; init; }

    public ErrorByRange? ErrorsOf(string column) => ErrorsByRange.FirstOrDefault(e => e.Column == column);

    internal void Write(PipelineWriter writer)
    {
        writer.Int((int)Task);
        writer.Texts(Classes);
        writer.Int(Rows);
        writer.Int(Columns.Length);
        foreach (var column in Columns) column.Write(writer);
        writer.Optional(Prediction, (w, c) => c.Write(w));
        writer.Optional(Target, (w, c) => c.Write(w));
        writer.Int(Metrics.Count);
        foreach (var (name, value) in Metrics)
        {
            writer.Text(name);
            writer.Double(value ?? double.NaN);
        }
        writer.Double(MeanError);
        writer.Int(ErrorsByRange.Length);
        foreach (var errors in ErrorsByRange) errors.Write(writer);
        EstimatorFormat.Write(writer, Estimator);
    }

    internal static ReferenceProfile Read(PipelineReader reader)
    {
        var task = (TaskKind)reader.Int();
        if (!Enum.IsDefined(task)) throw PipelineReader.Damaged("its task is none");
        ImmutableArray<string> classes = [.. reader.Texts()];
        var rows = reader.Int();
        var columns = new ColumnProfile[reader.Length(16)];
        for (var i = 0; i < columns.Length; i++) columns[i] = ColumnProfile.Read(reader);
        var (prediction, target) = (reader.Optional(ColumnProfile.Read), reader.Optional(ColumnProfile.Read));
        var metrics = ImmutableSortedDictionary.CreateBuilder<string, double?>(StringComparer.Ordinal);
        for (var left = reader.Length(12); left > 0; left--)
        {
            var (name, value) = (reader.Text(), reader.Double());
            metrics[name] = double.IsNaN(value) ? null : value;
        }
        var mean = reader.Double();
        var errors = new ErrorByRange[reader.Length(12)];
        for (var i = 0; i < errors.Length; i++) errors[i] = ErrorByRange.Read(reader);
        return new ReferenceProfile(task, classes, rows, [.. columns])
        {
            Prediction = prediction,
            Target = target,
            Metrics = metrics.ToImmutable(),
            MeanError = mean,
            ErrorsByRange = [.. errors],
            Estimator = EstimatorFormat.Read(reader, task, classes),
        };
    }
}
