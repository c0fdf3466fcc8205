using System.Globalization;
using Rondo.Engine.Errors;
using Rondo.Sources.Http.Guard;
using Rondo.Sources.Http.Kept;

namespace Rondo.Sources.Http.Pages;

/// <summary>Where the pages are.</summary>
/// <param name="home">As the file gives it.</param>
/// <param name="hasHeaders">Whether something is sent that is meant for this server alone.</param>
sealed class NextPage(HttpSource source, Uri home, bool hasHeaders)
{
    private readonly Uri _sized = source.PageSize is { } size ? WebAddress.With(home, source.SizeParam, Text(size)) : home;

    public Uri First => source.Paging switch
    {
        Paging.Page => WebAddress.With(_sized, source.PageParam, Text(source.FirstPage)),
        Paging.Offset => WebAddress.With(_sized, source.OffsetParam, "0"),
        _ => _sized,
    };

    /// <param name="page">The one before.</param>
    /// <param name="number">Its 1-based number.</param>
    /// <param name="at">Where it was.</param>
    /// <param name="rows">Of all pages until now.</param>
    /// <returns>Null after the last page.</returns>
    public Uri? After(KeptContent page, int number, Uri at, long rows)
    {
        if (source.Paging is Paging.Page or Paging.Offset)
        {
            if (page.Rows == 0 || rows >= page.Total) return null;
            return source.Paging == Paging.Page
                ? WebAddress.With(_sized, source.PageParam, Text(source.FirstPage + number))
                : WebAddress.With(_sized, source.OffsetParam, Text(rows));
        }
        if (page.Next is not { } next) return null;
        return source.Paging == Paging.Cursor ? WebAddress.With(_sized, source.CursorParam, next) : Named(at, next);
    }

    Uri Named(Uri at, string next)
    {
        if (!Uri.TryCreate(at, next, out var uri)) throw new RondoException("bad_address", $"{WebAddress.Show(at)} names a next page whose address is malformed.");
        Redirects.Check(at, uri, "names the next page and leads");
        if (hasHeaders && !WebAddress.IsSameServer(home, uri))
            throw new RondoException("foreign_page", $"{WebAddress.Show(at)} names a next page at another server, {uri.Authority}, for which the headers are not meant.", "Give that server's address in `from`, if it can be trusted.");
        return new UriBuilder(uri) { UserName = "", Password = "", Fragment = "" }.Uri;
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
