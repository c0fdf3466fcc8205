namespace Rondo.Prepare.Sources.Text;

/// <summary>The types that a cell's text can be read as. Text always can.</summary>
[Flags]
enum CellFits
{
    None = 0,
    Int64 = 1,
    Double = 2,
    Boolean = 4,
    Date = 8,
    Timestamp = 16,
    TimestampUtc = 32,
    Temporal = Date | Timestamp | TimestampUtc,
    All = 63,
}
