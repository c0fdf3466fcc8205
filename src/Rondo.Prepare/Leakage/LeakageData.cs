using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Prepare.Split;

namespace Rondo.Prepare.Leakage;

/// <summary>A feature that the file derives, and the raw columns that it reads, through other derived ones too.</summary>
public sealed record DerivedFeature(string Name, string Expression, ImmutableArray<string> Sources);

/// <summary>All that is known before training: the rows that have a target, their split, and what the file says about columns.</summary>
public sealed class LeakageData
{
    private const int MaxSampleRows = 20_000;
    private const long MaxSampleCells = 20_000_000;
    private readonly Lazy<int[]> _sampleRows;
    private readonly Lazy<RowSample> _sample;
    private readonly Lazy<IReadOnlyDictionary<string, LeakFinding>> _alone;

    public LeakageData()
    {
        _sampleRows = new Lazy<int[]>(DrawSample);
        _sample = new Lazy<RowSample>(() => RowSample.Of(this, SampleRows));
        _alone = new Lazy<IReadOnlyDictionary<string, LeakFinding>>(() => FeaturePower.OfAll(this));
    }

    /// <summary>Raw columns and derived ones, of all rows that have a target.</summary>
    public required Table Table { get; init; }

    /// <summary>Of the same rows.</summary>
    public required Target Target { get; init; }

    public required string TargetName { get; init; }

    /// <summary>The columns that the target is computed from; the target itself when it is a column.</summary>
    public ImmutableArray<string> TargetSources { get; init; } = [];

    public required DataSplit Split { get; init; }

    /// <summary>The splitter's name: random, stratified, time ...</summary>
    public required string SplitStrategy { get; init; }

    /// <summary>The columns of the table that a model sees.</summary>
    public required ImmutableArray<string> Features { get; init; }

    /// <summary>The column that says when a row was.</summary>
    public string? Time { get; init; }

    /// <summary>The column that says whom a row is about.</summary>
    public string? Group { get; init; }

    public ImmutableArray<DerivedFeature> Derived { get; init; } = [];

    /// <summary>Columns that the file itself drops: there is nothing more to say about them.</summary>
    public ImmutableHashSet<string> Dropped { get; init; } = [];

    public ulong Seed { get; init; } = 42;

    public int Threads { get; init; } = 1;

    public CancellationToken Cancellation { get; init; }

    public int Rows => Target.Rows;

    /// <summary>A random part of all rows that is enough to see what is nearly certain; all of them when they are few.</summary>
    internal int[] SampleRows => _sampleRows.Value;

    /// <summary>These rows with their target.</summary>
    internal RowSample Sample => _sample.Value;

    /// <summary>The features that tell the target alone, or nearly.</summary>
    internal IReadOnlyDictionary<string, LeakFinding> Alone => _alone.Value;

    /// <summary>Whether a feature alone is an error: what it does together with others says nothing more.</summary>
    internal bool IsLeakAlone(string feature) => Alone.TryGetValue(feature, out var found) && found.Severity == LeakSeverity.Error;

    /// <summary>Whether test rows are drawn among the others, whenever they were.</summary>
    internal bool IsDrawnAtRandom => SplitStrategy is "random" or "stratified" or "hash" or "group";

    /// <summary>Raw columns that are neither the target nor what it is computed from.</summary>
    internal IEnumerable<string> RawColumns => Table.Schema.Fields.Select(f => f.Name)
        .Where(name => name != TargetName && !TargetSources.Contains(name) && !Derived.Any(d => d.Name == name));

    int[] DrawSample() => new CounterRandom(Seed, "leakage").Sample(Rows, (int)Math.Clamp(MaxSampleCells / Math.Max(1, Features.Length), 500, MaxSampleRows));
}
