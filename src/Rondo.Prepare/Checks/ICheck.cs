using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Checks;

/// <summary>Something that the data must satisfy before anything is learnt from them. It tells which rows don't.</summary>
[PartKind("check")]
public interface ICheck
{
    /// <summary>Whether it looks at the whole table and not at one column.</summary>
    bool IsOfTable => false;

    /// <summary>What it expects, in a few words.</summary>
    string Expected { get; }

    /// <summary>What is wrong with its parameters, whatever the data are; null when nothing is.</summary>
    string? Problem => null;

    /// <summary>Why it can't be asked of such data; nothing when it can.</summary>
    /// <param name="column">A column of the schema; null for a check of the table.</param>
    IEnumerable<Mistake> Refuse(Schema schema, string? column) => [];

    /// <summary>The rows that fail. Missing values fail nothing but a check for them.</summary>
    CheckResult Run(CheckInput input);
}

/// <summary>The rows that a check looks at.</summary>
/// <param name="Column">The column that it is asked of; null for a check of the table.</param>
public sealed record CheckInput(Table Table, string? Column = null)
{
    /// <summary>The source's number of each row, from 1 on; null when the table has all rows of the source.</summary>
    public int[]? Numbers { get; init; }

    public CancellationToken Cancellation { get; init; }

    public Column Values => Table[Column!];

    public int NumberOf(int row) => Numbers is null ? row + 1 : Numbers[row];
}
