using System.Globalization;
using System.Text;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;
using Rondo.Sources.Http.Kept;
using Rondo.Sources.Http.Pages;

namespace Rondo.Sources.Http.Files;

/// <summary>Reads a fetched file as one that lies on the disk; a mistake names its address.</summary>
sealed class FileTable(HttpSource source, ContentStore store, SourceContext context)
{
    private static readonly PartCatalog s_formats = new(typeof(SourceReader).Assembly);

    /// <summary>The name of the part that reads files with this ending, or null.</summary>
    public static string? FormatOf(Uri uri)
    {
        try
        {
            return SourceKind.PartOfFile(uri.AbsolutePath, s_formats);
        }
        catch (RondoException)
        {
            return null;
        }
    }

    public Table Read(KeptContent content, Uri uri, CancellationToken cancellation)
    {
        var path = InUtf8(content, uri, cancellation);
        try
        {
            var format = context.Format ?? SourceKind.PartOfFile(path, s_formats);
            var spec = new SourceSpec(path) { Format = format, Parameters = Parameters(format) };
            return SourceReader.Read(spec, context.Options, s_formats, cancellation);
        }
        catch (RondoException exception)
        {
            throw new RondoException(exception.Mistakes.Select(m => m.File is null ? m : m with
            {
                File = WebAddress.Show(uri),
                Message = m.Message.Replace(Path.GetFileName(path), Path.GetFileName(uri.AbsolutePath), StringComparison.Ordinal),
            }));
        }
    }

    // The file's words are text; what they mean is known to the format's part.
    Dictionary<string, object?> Parameters(string format)
    {
        var known = s_formats.Find<ISource>(format)?.Parameters ?? [];
        return source.Read.ToDictionary(r => r.Key, r => ValueOf(known.FirstOrDefault(p => p.Name == r.Key)?.Property.PropertyType, r.Value), StringComparer.Ordinal);
    }

    static object? ValueOf(Type? type, string text) => (Nullable.GetUnderlyingType(type ?? typeof(string)) ?? type) switch
    {
        { } flag when flag == typeof(bool) && bool.TryParse(text, out var value) => value,
        { } number when (number == typeof(int) || number == typeof(long) || number == typeof(double)) && double.TryParse(text, CultureInfo.InvariantCulture, out var value) => value,
        _ => text,
    };

    // It mostly is UTF-8, whatever the header says; else it is what the header says.
    string InUtf8(KeptContent content, Uri uri, CancellationToken cancellation)
    {
        var path = store.PathOf(content.File);
        if (PageText.Known(source.Encoding.Length > 0 ? source.Encoding : content.Charset, WebAddress.Show(uri)) is not { } declared || declared is UTF8Encoding) return path;
        if (declared.IsSingleByte && Copy(path, new UTF8Encoding(false, throwOnInvalidBytes: true), TextWriter.Null, cancellation)) return path;
        var file = $"utf8-{content.File}";
        var written = Path.Combine(store.Scratch, file);
        using var writer = new StreamWriter(written);
        if (Copy(path, declared, writer, cancellation)) return written;
        throw new RondoException("bad_encoding", $"{WebAddress.Show(uri)} is neither in UTF-8 nor in {declared.WebName}, as it says.", "Name the encoding that it has in `encoding`.");
    }

    static bool Copy(string path, Encoding encoding, TextWriter to, CancellationToken cancellation)
    {
        using var reader = new StreamReader(path, encoding, detectEncodingFromByteOrderMarks: false);
        var buffer = new char[1 << 16];
        try
        {
            for (int count; (count = reader.ReadBlock(buffer)) > 0; to.Write(buffer, 0, count)) cancellation.ThrowIfCancellationRequested();
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
