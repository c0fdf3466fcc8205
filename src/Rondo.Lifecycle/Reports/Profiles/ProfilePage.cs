using Rondo.Engine.Data;
using Rondo.Lifecycle.Plots;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Profile;

namespace Rondo.Lifecycle.Reports.Profiles;

/// <summary>A profile as one HTML page that opens anywhere without a network. Its size does not grow with the rows.</summary>
public static class ProfilePage
{
    // The table names every column of usual data; charts are for the first ones.
    private const int MostRows = 2000;
    private const int MostCharts = 60;

    public static string Render(DataProfile profile, string name, ChartScripts scripts)
    {
        var html = new HtmlText();
        ReportPage.AddHead(html, $"{name}: profile", RondoVersion.Current, scripts);
        html.Add($"""<body><a class="skip" href="#main">Skip to the profile</a>""");
        AddHeader(html, profile, name);
        html.Add($"""<main id="main">""");
        if (!scripts.AreThere)
            html.Add($"""<p class="notice">The chart library was not beside the program when this page was written, so it has tables and no charts.</p>""");
        AddAlerts(html, profile);
        AddTable(html, profile);
        AddAssociations(html, profile.Associations, scripts.AreThere);
        AddColumns(html, profile, scripts.AreThere);
        html.Add($"</main>");
        ReportPage.AddEnd(html, scripts, "profile.json");
        return html.ToString();
    }

    static void AddHeader(HtmlText html, DataProfile profile, string name)
    {
        html.Add($"""<header><h1><span class="name">{name}</span> · data profile</h1>""");
        html.Add($"""<p class="verdict">{(profile.Alerts.IsEmpty ? "Nothing looks wrong." : profile.Alerts.Length == 1 ? "One thing looks wrong." : $"{Figures.Count(profile.Alerts.Length)} things look wrong.")}</p><dl class="tiles">""");
        ReportPage.AddTile(html, "Rows", Figures.Count(profile.Rows), profile.DuplicateRows is > 0 and var twins ? $"{Figures.Count(twins)} equal an earlier one" : "");
        ReportPage.AddTile(html, "Columns", Figures.Count(profile.Columns.Length), string.Join(", ", profile.Columns.GroupBy(c => c.Type).OrderBy(g => g.Key).Select(g => $"{Figures.Count(g.Count())} {g.Key.Word}")));
        var missing = profile.Columns.Sum(c => c.Missing);
        ReportPage.AddTile(html, "Missing values", Figures.Share(missing, profile.Rows * (double)profile.Columns.Length), $"{Figures.Count(missing)} cells");
        html.Add($"</dl></header>");
    }

    static void AddAlerts(HtmlText html, DataProfile profile)
    {
        if (profile.Alerts.IsEmpty) return;
        html.Add($"""<section id="alerts"><h2>Alerts</h2><ul class="alerts">""");
        foreach (var alert in profile.Alerts)
            html.Add($"""<li><span class="badge warn">{alert.Code}</span><span>{alert.Message} <span class="muted">{alert.Hint}</span></span></li>""");
        html.Add($"</ul></section>");
    }

    static void AddTable(HtmlText html, DataProfile profile)
    {
        html.Add($"""
            <section id="columns"><h2>Columns</h2><div class="scroll" role="region" aria-label="Columns" tabindex="0"><table><thead><tr><th scope="col">Column</th><th scope="col">Type</th>
            <th scope="col" class="n">Missing</th><th scope="col" class="n">Distinct</th><th scope="col" class="n">Mean</th><th scope="col" class="n">Std</th><th scope="col" class="n">Min</th>
            <th scope="col" class="n">Median</th><th scope="col" class="n">Max</th><th scope="col">Most frequent</th></tr></thead><tbody>
            """);
        foreach (var column in profile.Columns.Take(MostRows))
        {
            var numbers = column.Numbers;
            html.Add($"""
                <tr><th scope="row" class="name">{column.Name}</th><td class="nowrap">{column.Type.Word}</td><td class="n">{(column.Missing == 0 ? "0" : Figures.Share(column.Missing, column.Rows))}</td>
                <td class="n">{column.Distinct}</td><td class="n">{Number(numbers?.Mean)}</td><td class="n">{Number(numbers?.Std)}</td><td class="n">{column.First ?? Number(numbers?.Min)}</td>
                <td class="n">{Number(numbers?.Median)}</td><td class="n">{column.Last ?? Number(numbers?.Max)}</td><td class="why">{(column.Top.IsEmpty ? "" : $"{column.Top[0].Value} ({Figures.Share(column.Top[0].Count, column.Count)})")}</td></tr>
                """);
        }
        html.Add($"</tbody></table></div>");
        if (profile.Columns.Length > MostRows) html.Add($"""<p class="muted">{profile.Columns.Length - MostRows} more columns are in profile.json.</p>""");
        html.Add($"</section>");
    }

    internal static void AddAssociations(HtmlText html, Associations associations, bool draw)
    {
        (string Id, string Title, AssociationMatrix Matrix)[] matrices =
        [
            ("pearson", "Pearson's correlation of numbers", associations.Pearson), ("spearman", "Spearman's rank correlation of numbers", associations.Spearman),
            ("cramers-v", "Cramér's V of categories, bias-corrected", associations.CramersV), ("correlation-ratio", "Correlation ratio of categories with numbers", associations.CorrelationRatio),
        ];
        if (matrices.All(m => IsEmpty(m.Matrix))) return;
        html.Add($"""<section id="correlations"><h2>Correlations</h2>""");
        if (associations.LeftOut > 0) html.Add($"""<p class="muted">{associations.LeftOut} columns are left out: there are many, or they have many categories.</p>""");
        foreach (var (id, title, matrix) in matrices)
        {
            if (IsEmpty(matrix)) continue;
            ReportPage.AddFigure(html, draw, id, title, "", DataCharts.Heatmap(title, matrix.Rows, matrix.Columns, (i, j) => matrix[i, j]), () => AddMatrix(html, matrix));
        }
        html.Add($"</section>");
    }

    static bool IsEmpty(AssociationMatrix matrix) => matrix.IsEmpty || matrix.Rows.Length * matrix.Columns.Length < 2;

    static void AddMatrix(HtmlText html, AssociationMatrix matrix)
    {
        html.Add($"""<table class="slim"><thead><tr><th scope="col"></th>""");
        foreach (var column in matrix.Columns) html.Add($"""<th scope="col" class="n">{column}</th>""");
        html.Add($"</tr></thead><tbody>");
        for (var i = 0; i < matrix.Rows.Length; i++)
        {
            html.Add($"""<tr><th scope="row" class="name">{matrix.Rows[i]}</th>""");
            for (var j = 0; j < matrix.Columns.Length; j++) html.Add($"""<td class="n">{Number(matrix[i, j])}</td>""");
            html.Add($"</tr>");
        }
        html.Add($"</tbody></table>");
    }

    static void AddColumns(HtmlText html, DataProfile profile, bool draw)
    {
        if (profile.Rows == 0) return;
        html.Add($"""<section id="each"><h2>Each column</h2>""");
        if (profile.Columns.Length > MostCharts) html.Add($"""<p class="muted">The first {MostCharts} of {profile.Columns.Length} columns.</p>""");
        html.Add($"""<div class="pair">""");
        for (var j = 0; j < Math.Min(MostCharts, profile.Columns.Length); j++) ColumnFigure.Add(html, profile.Columns[j], j, draw);
        html.Add($"</div></section>");
    }

    static string Number(double? value) => value is { } number ? Figures.Number(number) : Figures.Undefined;
}
