using Rondo.Engine.Catalog;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Sources.Json;

[Part("json", "A JSON array of objects, one object a row.")]
public sealed record JsonSource : IPiecewiseSource
{
    public IReadOnlyList<string> Extensions => [".json"];

    public bool ReadsGzip => true;

    public bool MayLackColumns => true;

    public Table Read(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation) =>
        JsonText.Read(files, mayBeArrays: true, options, cancellation);

    public IEnumerable<RowPiece> Pieces(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation) =>
        JsonPieces.Of(files, mayBeArrays: true, options, cancellation);

    public SourceShape ShapeOf(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation) =>
        JsonPieces.ShapeOf(files, mayBeArrays: true, options, cancellation);
}
