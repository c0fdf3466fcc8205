namespace Rondo.Prepare.Sources.Cells;

/// <summary>What a source gave for one cell.</summary>
[Flags]
enum CellKind : byte
{
    Missing = 0,
    Integer = 1,
    Double = 2,
    Boolean = 4,
    Text = 8,
}
