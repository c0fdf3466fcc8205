namespace Rondo.Engine.Errors;

/// <summary>Whose move it is when a command ends; the values are the exit codes of the command line.</summary>
public enum Blame
{
    /// <summary>The user's file, flags or form of the data.</summary>
    User = 2,
    /// <summary>A success criterion is missed.</summary>
    Criterion = 3,
    /// <summary>A data check failed.</summary>
    Check = 4,
    /// <summary>Leakage was found.</summary>
    Leakage = 5,
}

/// <summary>What was found, where, and what to do.</summary>
/// <param name="Code">A stable word in snake_case, such as <c>unknown_column</c>.</param>
/// <param name="Message">What was found and what was expected: one or two sentences.</param>
public sealed record Mistake(string Code, string Message)
{
    public Blame Blame { get; init; } = Blame.User;

    public string? File { get; init; }

    /// <summary>1-based line in <see cref="File"/>.</summary>
    public int? Line { get; init; }

    /// <summary>1-based column (character) in the line.</summary>
    public int? Column { get; init; }

    /// <summary>1-based data row, the header not counted.</summary>
    public long? Row { get; init; }

    /// <summary>The data column, or the key of the file.</summary>
    public string? Field { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Hint { get; init; }

    public override string ToString()
    {
        var place = (File, Line, Column) switch
        {
            (null, _, _) => "",
            (_, null, _) => $"{File}: ",
            (_, _, null) => $"{File}:{Line}: ",
            _ => $"{File}:{Line}:{Column}: ",
        };
        return Hint is null ? place + Message : $"{place}{Message} {Hint}";
    }
}
