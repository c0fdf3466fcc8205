using Rondo.Engine.Data;

namespace Rondo.Prepare.Sources.Cells;

/// <summary>What the texts of a column may turn out to be.</summary>
public enum TextMeaning
{
    /// <summary>Text, whatever it looks like: the source knows types.</summary>
    Text,
    /// <summary>Dates and times too: the source has numbers, but no type for times.</summary>
    Times,
    /// <summary>Anything that a text format can hold.</summary>
    Anything,
    /// <summary>The same, and times as web servers write them: 10/Oct/2000:13:55:36 -0700.</summary>
    AnythingInLogs,
}

/// <summary>What the cells of a column stand for.</summary>
/// <param name="Texts">What texts may be.</param>
/// <param name="Integers">What whole numbers are: int64, or days and microseconds of a date or timestamp.</param>
/// <param name="MayBeBoolean">Whether 0 and 1 stand for false and true when there is nothing else.</param>
public readonly record struct CellRules(TextMeaning Texts = TextMeaning.Text, ColumnType Integers = ColumnType.Int64, bool MayBeBoolean = false);
