using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Sources.Csv;

[Part("csv", "Comma-separated text with a line of names; semicolon, tab and bar are recognised too.")]
public sealed record CsvSource : IPiecewiseSource
{
    [Param("The character between cells; empty to find it out.")]
    public string Delimiter { get; init; } = "";

    [Param("Whether the first line holds the names; when not set, there must be names.")]
    public bool? Header { get; init; }

    [Param("Whether double quotes enclose cells; if not, they are characters like others.")]
    public bool Quotes { get; init; } = true;

    public IReadOnlyList<string> Extensions => [".csv", ".txt"];

    public bool ReadsGzip => true;

    public Table Read(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation) =>
        DelimitedText.Read(files, DelimiterByte(), Quotes, Header, options, cancellation);

    public IEnumerable<RowPiece> Pieces(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation) =>
        DelimitedText.Pieces(files, DelimiterByte(), Quotes, Header, options, cancellation);

    public SourceShape ShapeOf(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation) =>
        DelimitedText.ShapeOf(files, DelimiterByte(), Quotes, Header, options, cancellation);

    byte? DelimiterByte()
    {
        if (Delimiter.Length > 1 || (Delimiter.Length == 1 && Delimiter[0] is '"' or '\n' or '\r' or > '~'))
            throw new RondoException("bad_parameter", $"The delimiter '{Delimiter}' is not one plain character.");
        return Delimiter.Length == 0 ? null : (byte)Delimiter[0];
    }
}
