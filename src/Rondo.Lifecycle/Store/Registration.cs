namespace Rondo.Lifecycle.Store;

/// <summary>Who changes a model or an alias, and why; it goes to the audit trail.</summary>
public sealed record Author
{
    public string By { get; init; } = System.Environment.UserName;

    public string? Reason { get; init; }

    /// <summary>How the author is known: command, local, cookie, password or key.</summary>
    public string Via { get; init; } = "command";

    /// <summary>The address that the request came from.</summary>
    public string? Address { get; init; }

    /// <summary>Facts that the decision rests on, such as a metric's values.</summary>
    public IReadOnlyDictionary<string, string> Evidence { get; init; } = new Dictionary<string, string>();
}

/// <summary>How a finished package is to be registered.</summary>
/// <param name="Success">Whether every success criterion is met.</param>
public sealed record Registration(bool Success)
{
    /// <summary>The model's name; that of the package unless told.</summary>
    public string? Model { get; init; }

    /// <summary>Whether the run was cancelled: its best so far is kept without an alias.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>The alias that a success gets; null for the rule: the first success is champion, a later one challenger.</summary>
    public string? Alias { get; init; }

    public Author Author { get; init; } = new();

    /// <summary>What belongs to the same transaction; whatever it throws undoes the registration.</summary>
    internal Action<StoreSession, ModelVersion>? Within { get; init; }
}

/// <summary>What an alias must point at for a change of it to be made: nobody else may have moved it meanwhile.</summary>
public readonly record struct ExpectedAlias
{
    readonly int? _number;
    readonly bool _isChecked;

    ExpectedAlias(int? number)
    {
        _number = number;
        _isChecked = true;
    }

    public static ExpectedAlias Anything => default;

    public static ExpectedAlias Nothing => new(null);

    public static ExpectedAlias Version(int number) => new(number);

    internal bool Allows(int? current) => !_isChecked || current == _number;

    public override string ToString() => _number is { } number ? $"version {number}" : "no version";
}
