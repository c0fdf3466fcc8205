using System.Globalization;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store.Tracking.Filters;

namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>Cuts what was found into pages.</summary>
static class SearchPages
{
    /// <summary>What must be the same for all pages of a search.</summary>
    public static string Question(SearchRequest request, FilterSubject subject)
    {
        if (request.Limit is < 1 or > SearchRequest.MostResults)
            throw new RondoException("bad_max_results", string.Create(CultureInfo.InvariantCulture, $"max_results is {request.Limit}; it goes from 1 to {SearchRequest.MostResults}."));
        return string.Join('\n', [subject.ToString(), request.Filter ?? "", request.Visibility.ToString(), .. request.OrderBy, request.InAnyProject ? "any" : "", .. request.InAnyProject ? [] : request.Projects]);
    }

    /// <summary>The page of these, of which there is one more when it isn't the last.</summary>
    public static Page<T> Cut<T>(List<T> found, SearchRequest request, long offset, string question)
    {
        if (found.Count <= request.Limit) return new Page<T>(found, null);
        found.RemoveAt(request.Limit);
        return new Page<T>(found, PageToken.Of(offset + request.Limit, question));
    }
}
