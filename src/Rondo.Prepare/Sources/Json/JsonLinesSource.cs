using Rondo.Engine.Catalog;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Sources.Json;

[Part("jsonl", "Lines of JSON objects (NDJSON), one object a row.")]
public sealed record JsonLinesSource : IPiecewiseSource
{
    public IReadOnlyList<string> Extensions => [".jsonl", ".ndjson"];

    public bool ReadsGzip => true;

    public bool MayLackColumns => true;

    public Table Read(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation) =>
        JsonText.Read(files, mayBeArrays: false, options, cancellation);

    public IEnumerable<RowPiece> Pieces(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation) =>
        JsonPieces.Of(files, mayBeArrays: false, options, cancellation);

    public SourceShape ShapeOf(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation) =>
        JsonPieces.ShapeOf(files, mayBeArrays: false, options, cancellation);
}
