using System.Collections.Immutable;

namespace Rondo.Prepare.Leakage;

/// <summary>Whether a finding ends a run.</summary>
public enum LeakSeverity
{
    /// <summary>A person should look at it.</summary>
    Warning,
    /// <summary>Every number of a model would be worthless.</summary>
    Error,
}

/// <summary>A way in which columns tell of the target what will not be known when predicting.</summary>
/// <param name="Code">A stable word in snake_case, such as <c>target_copy</c>.</param>
/// <param name="Columns">The columns at fault, the first to be named in a mistake.</param>
/// <param name="Message">What was found, with its evidence in numbers.</param>
/// <param name="Hint">What to write into the file.</param>
public sealed record LeakFinding(string Code, LeakSeverity Severity, ImmutableArray<string> Columns, string Message, string Hint)
{
    /// <summary>Whether the file allows all of its columns.</summary>
    public bool IsAllowed { get; init; }

    /// <summary>Whether it stands against a training.</summary>
    public bool IsError => Severity == LeakSeverity.Error && !IsAllowed;
}
