namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>What is searched for, as text of the filter language, and which page of it.</summary>
public sealed record SearchRequest
{
    public const int MostResults = 50_000;

    public string? Filter { get; init; }

    /// <summary>Terms such as <c>metrics.auc DESC</c>; the first decides.</summary>
    public IReadOnlyList<string> OrderBy { get; init; } = [];

    public int Limit { get; init; } = 1000;

    /// <summary>Where an earlier page said that it goes on.</summary>
    public string? PageToken { get; init; }

    /// <summary>Of runs and logged models: the projects to look in. Empty for none.</summary>
    public IReadOnlyList<string> Projects { get; init; } = [];

    /// <summary>Of runs: looks in every project that isn't deleted, whatever <see cref="Projects"/> says; also in those to come.</summary>
    public bool InAnyProject { get; init; }

    public Visibility Visibility { get; init; }
}

/// <summary>Whether deleted things are looked at.</summary>
public enum Visibility
{
    Active,
    Deleted,
    All,
}

/// <summary>Some of what was found, and the token that leads to the rest; null when this is all.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
