namespace Rondo.Prepare.Sources.Text;

/// <summary>Counts the rows of a file before each block of it, as blocks of one file after another come.</summary>
sealed class RowsBefore
{
    private string? _file;
    private long _rows;

    /// <param name="file">Of the block.</param>
    /// <param name="rows">In the block.</param>
    public long Of(string file, int rows)
    {
        if (file != _file) (_file, _rows) = (file, 0);
        _rows += rows;
        return _rows - rows;
    }
}
