namespace Rondo.Prepare.Sources;

/// <summary>A format of files that can be read piece by piece, so that memory does not grow with the rows.</summary>
public interface IPiecewiseSource : IFileSource
{
    /// <summary>Whether a row, and so a piece, may lack columns that others have: they are missing values then.</summary>
    bool MayLackColumns => false;

    /// <summary>The rows of all files, one file after another, always cut at the same places.</summary>
    /// <param name="files">At least one.</param>
    /// <param name="options">With <see cref="SourceOptions.Only"/>, and the types of those columns: types can't be found from rows that nobody has read.</param>
    /// <param name="cancellation">Stops between pieces.</param>
    /// <exception cref="Engine.Errors.RondoException">The files' form is wrong.</exception>
    IEnumerable<RowPiece> Pieces(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation);

    /// <summary>Reads all values once, to tell their number and types; memory does not grow with the rows.</summary>
    /// <param name="files">At least one.</param>
    /// <param name="options">With the types of columns that are known.</param>
    /// <param name="cancellation">Stops between pieces.</param>
    /// <exception cref="Engine.Errors.RondoException">The files' form is wrong.</exception>
    SourceShape ShapeOf(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation);
}
