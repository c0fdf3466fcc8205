using System.Collections.Immutable;

namespace Rondo.Lifecycle.Spec;

/// <summary>The section <c>prepare</c>: where the rows come from and how they become features.</summary>
public sealed record PrepareSpec
{
    /// <summary>The only source; null when there are several.</summary>
    public SourceDefinition? Source { get; init; }

    /// <summary>Several sources by name; <see cref="Query"/> makes one table of them.</summary>
    public ImmutableSortedDictionary<string, SourceDefinition> Sources { get; init; } =
        ImmutableSortedDictionary.Create<string, SourceDefinition>(StringComparer.Ordinal);

    /// <summary>SQL over the names of <see cref="Sources"/>.</summary>
    public string? Query { get; init; }

    /// <summary>The other way to make one table of <see cref="Sources"/>.</summary>
    public JoinSpec? Join { get; init; }

    /// <summary>Path of the schema file, relative to this file.</summary>
    public string? Schema { get; init; }

    public ImmutableArray<string> OrderBy { get; init; } = [];

    /// <summary>The column that says when a row was.</summary>
    public string? Time { get; init; }

    /// <summary>The column that says whom a row is about.</summary>
    public string? Entity { get; init; }

    /// <summary>Words of the source that stand for a missing value.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>Columns that are no features; expressions may still read them.</summary>
    public ImmutableArray<string> Drop { get; init; } = [];

    public ChecksSpec Checks { get; init; } = new();

    public CleanSpec Clean { get; init; } = new();

    public FeatureSpec Features { get; init; } = new();

    public SplitSpec Split { get; init; } = new();

    /// <summary>Which training rows are learnt from; null: all.</summary>
    public WindowSpec? Window { get; init; }

    /// <summary>none or class_weight.</summary>
    public string? Balance { get; init; }

    /// <summary>error, warn or off.</summary>
    public string? Leakage { get; init; }

    /// <summary>Columns that may tell of the target all the same.</summary>
    public ImmutableArray<string> LeakageAllow { get; init; } = [];

    public LimitSpec Limits { get; init; } = new();
}

/// <summary>The section <c>prepare.window</c>: of the training rows those of the last span of time, or a uniform draw of so many, or both.</summary>
/// <param name="Sliding">A span such as 18mo, counted back from the newest row.</param>
/// <param name="Reservoir">How many are drawn.</param>
public sealed record WindowSpec(string? Sliding = null, long? Reservoir = null);

/// <summary>The section <c>prepare.clean</c>.</summary>
public sealed record CleanSpec
{
    /// <summary>drop, drop_near (copies up to spelling and rounding too) or keep.</summary>
    public string? Duplicates { get; init; }

    /// <summary>The strategy of columns that are not named in <see cref="MissingBy"/>.</summary>
    public MissingSpec? Missing { get; init; }

    public ImmutableSortedDictionary<string, MissingSpec> MissingBy { get; init; } =
        ImmutableSortedDictionary.Create<string, MissingSpec>(StringComparer.Ordinal);

    /// <summary>What is done about outliers of all numbers that are not named in <see cref="OutliersBy"/>: none, or z, iqr, quantile_clip with their bounds.</summary>
    public CallSpec? Outliers { get; init; }

    public ImmutableSortedDictionary<string, CallSpec> OutliersBy { get; init; } =
        ImmutableSortedDictionary.Create<string, CallSpec>(StringComparer.Ordinal);

    public CategorySpec Categories { get; init; } = new();
}

/// <summary>The section <c>prepare.clean.categories</c>.</summary>
public sealed record CategorySpec
{
    /// <summary>Whether variants of one spelling become one value.</summary>
    public bool? MergeSpelling { get; init; }

    /// <summary>Column to its rules, variant to value.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Rules { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, string>>(StringComparer.Ordinal);

    /// <summary>Categories with a smaller share of the training rows become one.</summary>
    public double? Rare { get; init; }
}

/// <summary>What takes the place of a missing value.</summary>
/// <param name="Strategy">auto, mean, median, mode, knn, indicator or constant.</param>
/// <param name="Constant">The value as written, for constant.</param>
public sealed record MissingSpec(string Strategy, string? Constant = null);

/// <summary>The section <c>prepare.features</c>.</summary>
public sealed record FeatureSpec
{
    /// <summary>New columns in the order written: a later one may use an earlier one.</summary>
    public ImmutableArray<DerivedSpec> Derive { get; init; } = [];

    /// <summary>Transforms of any name, one after another.</summary>
    public ImmutableArray<TransformSpec> Transforms { get; init; } = [];

    /// <summary>Column to one_hot, ordinal, binary, hashing, target or frequency.</summary>
    public ImmutableSortedDictionary<string, string> Encode { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>auto (for models that need it), the name of a scaler, or none.</summary>
    public string? Scale { get; init; }

    /// <summary>Column to its own scaler.</summary>
    public ImmutableSortedDictionary<string, string> ScaleBy { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>parts, cyclic, epoch or none.</summary>
    public string? Dates { get; init; }

    /// <summary>A named calendar, or dates as yyyy-MM-dd; empty for none.</summary>
    public ImmutableArray<string> Holidays { get; init; } = [];

    /// <summary>Null when every feature is kept.</summary>
    public SelectSpec? Select { get; init; }

    public ImmutableArray<string> Drop { get; init; } = [];
}

/// <summary>The section <c>prepare.features.select</c>.</summary>
/// <param name="Method">correlation, mutual_information, l1 or rfe.</param>
/// <param name="Keep">The number of features to keep; null lets the method decide.</param>
/// <param name="Threshold">The method's own bound.</param>
public sealed record SelectSpec(string Method, long? Keep = null, double? Threshold = null);

/// <summary>A transform's name and the parameters given.</summary>
public sealed record TransformSpec(string Name, ImmutableSortedDictionary<string, object?> Parameters)
{
    /// <summary>The columns that it is told to work on; empty when it takes those that suit it.</summary>
    internal IEnumerable<string> Columns() => Parameters.GetValueOrDefault("columns") switch
    {
        string column => [column],
        IEnumerable<object?> columns => columns.OfType<string>(),
        _ => [],
    };
}

/// <summary>A column computed from others.</summary>
public sealed record DerivedSpec(string Name, string Expression);

/// <summary>The section <c>prepare.split</c>.</summary>
public sealed record SplitSpec
{
    /// <summary>random, stratified, time, hash or column.</summary>
    public string? Strategy { get; init; }

    /// <summary>The share of rows held out for the test.</summary>
    public double? Test { get; init; }

    public long? Seed { get; init; }

    /// <summary>A column of <c>train</c> and <c>test</c>.</summary>
    public string? Column { get; init; }

    /// <summary>The column whose hash decides.</summary>
    public string? Key { get; init; }

    /// <summary>Rows at or after this point of <c>time</c> are test rows.</summary>
    public string? From { get; init; }

    /// <summary>The column whose equal values stay on one side.</summary>
    public string? Group { get; init; }
}

/// <summary>The section <c>prepare.limits</c>.</summary>
public sealed record LimitSpec
{
    public long? MaxCellBytes { get; init; }

    public long? MaxColumns { get; init; }
}
