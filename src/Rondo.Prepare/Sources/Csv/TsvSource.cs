using Rondo.Engine.Catalog;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Sources.Csv;

[Part("tsv", "Tab-separated text with a line of names.")]
public sealed record TsvSource : IPiecewiseSource
{
    [Param("Whether the first line holds the names; when not set, there must be names.")]
    public bool? Header { get; init; }

    [Param("Whether double quotes enclose cells; if not, they are characters like others.")]
    public bool Quotes { get; init; } = true;

    public IReadOnlyList<string> Extensions => [".tsv", ".tab"];

    public bool ReadsGzip => true;

    public Table Read(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation) =>
        DelimitedText.Read(files, (byte)'\t', Quotes, Header, options, cancellation);

    public IEnumerable<RowPiece> Pieces(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation) =>
        DelimitedText.Pieces(files, (byte)'\t', Quotes, Header, options, cancellation);

    public SourceShape ShapeOf(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation) =>
        DelimitedText.ShapeOf(files, (byte)'\t', Quotes, Header, options, cancellation);
}
