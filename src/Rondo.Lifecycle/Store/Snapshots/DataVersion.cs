using System.Globalization;

namespace Rondo.Lifecycle.Store.Snapshots;

/// <summary>A run's reading of a data set.</summary>
/// <param name="Dataset">The lifecycle's name.</param>
/// <param name="DataHash">The snapshot that it read.</param>
/// <param name="Source">Where the rows came from, in the words of the file.</param>
/// <param name="Run">The run's id.</param>
public sealed record DataReading(string Dataset, string DataHash, string Source, string? Run)
{
    /// <summary>The columns by which the file tells rows apart, likeliest first.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Keys { get; init; } = [];
}

/// <summary>What a data set was from one run on until it changed.</summary>
public sealed record DataVersion
{
    public required string Dataset { get; init; }

    public required string DataHash { get; init; }

    /// <summary>How many versions came later: 0 is the latest.</summary>
    public required int Age { get; init; }

    /// <summary>When the first of <see cref="Runs"/> read it.</summary>
    public required DateTimeOffset Time { get; init; }

    public required string Source { get; init; }

    public required IReadOnlyList<IReadOnlyList<string>> Keys { get; init; }

    public required long Rows { get; init; }

    public required long Columns { get; init; }

    /// <summary>The size of its chunks as they are stored.</summary>
    public required long Bytes { get; init; }

    /// <summary>What of them no earlier snapshot had.</summary>
    public required long NewBytes { get; init; }

    /// <summary>The runs that read it, oldest first; deleted runs are left out.</summary>
    public required IReadOnlyList<string> Runs { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>When its rows were removed; null while they are there.</summary>
    public DateTimeOffset? Pruned { get; init; }

    /// <summary>The words that name it: <c>latest</c>, <c>latest~1</c>.</summary>
    public string Reference => Age == 0 ? "latest" : string.Create(CultureInfo.InvariantCulture, $"latest~{Age}");
}
