using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;
using Rondo.Prepare.Sources.Json;
using Rondo.Sources.Http.Kept;

namespace Rondo.Sources.Http.Pages;

/// <summary>Reads the records of all pages as lines of JSON are read; a mistake names page and row.</summary>
static class PageTable
{
    public static Table Read(List<KeptContent> pages, ContentStore store, Uri home, SourceOptions options, CancellationToken cancellation)
    {
        var files = pages.Where(p => p.Rows > 0).Select(p => store.PathOf(p.File)).ToArray();
        if (files.Length == 0) throw new RondoException("empty_table", $"{WebAddress.Show(home)} gives no rows.");
        try
        {
            return SourceReader.ReadFiles(new JsonLinesSource(), files, options, cancellation);
        }
        catch (RondoException exception)
        {
            throw new RondoException(exception.Mistakes.Select(m => Named(m, pages, home)));
        }
    }

    static Mistake Named(Mistake mistake, List<KeptContent> pages, Uri home)
    {
        var file = Path.GetFileName(mistake.File);
        var number = pages.FindIndex(p => p.File == file) + 1;
        if (number == 0) return mistake with { File = null };
        var page = FormattableString.Invariant($"page {number}");
        return mistake with
        {
            Message = $"{WebAddress.Show(home)}, {page}{(mistake.Row is null ? "" : $", row {mistake.Row}")}: {mistake.Message.Replace(file!, page, StringComparison.Ordinal)}",
            File = null,
            Line = null,
            Column = null,
        };
    }
}
