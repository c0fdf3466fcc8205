using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Rondo.Server.Pages.Runs;

/// <summary>The state of the table of runs. All of it is in the address, so that a link shows the same.</summary>
public sealed record RunsQuery
{
    public const int PageSize = 50;
    public const int MostPicked = 20;
    const int LongestText = 4000;

    /// <summary>The project's id; null for all.</summary>
    public string? Project { get; init; }

    /// <summary>The filter language.</summary>
    public string Filter { get; init; } = "";

    /// <summary>A field of the filter language, such as <c>metrics.`rmse`</c>; empty for the last started first.</summary>
    public string Sort { get; init; } = "";

    public bool IsDescending { get; init; }

    /// <summary>What to show beside name and status; empty to let the page choose.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Where an earlier page said that it goes on.</summary>
    public string? PageToken { get; init; }

    /// <summary>Which page that is, for people; 1 is the first.</summary>
    public int PageNumber { get; init; } = 1;

    /// <summary>Trials and folds too.</summary>
    public bool WithChildren { get; init; }

    /// <summary>Runs picked for comparison.</summary>
    public IReadOnlyList<string> Picked { get; init; } = [];

    public static RunsQuery Read(IQueryCollection query) => new()
    {
        Project = Text(query["project"]) is { Length: > 0 } project ? project : null,
        Filter = Text(query["q"]),
        Sort = Text(query["sort"]),
        IsDescending = query["dir"] == "desc",
        Columns = [.. Text(query["cols"]).Split('\n', ',').Select(c => c.Trim()).Where(c => c.Length > 0).Distinct().Take(12)],
        PageToken = Text(query["page"]) is { Length: > 0 } token ? token : null,
        PageNumber = int.TryParse(query["n"], NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 ? n : 1,
        WithChildren = query["children"] == "yes",
        Picked = [.. query["run"].OfType<string>().Where(id => id.Length is > 0 and <= 64 && id.All(char.IsAsciiLetterOrDigit)).Distinct().Take(MostPicked)],
    };

    /// <summary>The address of this state.</summary>
    public string Address()
    {
        var pairs = new List<KeyValuePair<string, string?>>();
        Add("project", Project);
        Add("q", Filter);
        Add("sort", Sort);
        if (IsDescending) Add("dir", "desc");
        Add("cols", string.Join(',', Columns));
        if (WithChildren) Add("children", "yes");
        Add("page", PageToken);
        if (PageNumber > 1) Add("n", PageNumber.ToString(CultureInfo.InvariantCulture));
        foreach (var run in Picked) Add("run", run);
        return "/runs" + QueryString.Create(pairs);

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) pairs.Add(new(name, value));
        }
    }

    /// <summary>The first page sorted by a field: ascending, or the other way round when it is sorted so already.</summary>
    public RunsQuery SortedBy(string field, bool descendingFirst) => this with
    {
        Sort = field,
        IsDescending = Sort == field ? !IsDescending : descendingFirst,
        PageToken = null,
        PageNumber = 1,
    };

    static string Text(StringValues value) => value.ToString() is var text && text.Length <= LongestText ? text.Trim() : text[..LongestText];
}
