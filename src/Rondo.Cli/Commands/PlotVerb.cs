using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Plots;

namespace Rondo.Cli.Commands;

/// <summary>Draws columns of data as SVG.</summary>
sealed class PlotVerb : IVerb
{
    private readonly Argument<string> _kind = new("kind") { Description = $"{string.Join(", ", PlotRequest.Kinds)} (of correlations)." };
    private readonly DataArgument _data = new();
    private readonly Argument<string?> _x = new("x") { Description = "The column along the x axis, or whose values are counted; none for a heatmap.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string?> _y = new("y") { Description = "The column along the y axis, the numbers of boxes, or whose mean bars show.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _color = new("--color") { Description = "The column that colours points and lines." };
    private readonly Option<string?> _out = new("--out") { Description = "The file: .svg, or .json for the Vega-Lite specification (default: KIND-X-Y.svg here)." };
    private readonly Option<int> _points = new("--points") { Description = "Points drawn at most; of more rows a sample that is always the same.", DefaultValueFactory = _ => 5000 };

    public Command Describe()
    {
        var command = new Command("plot", "Draw columns of data: points, histograms, boxes, bars, lines, correlations.") { _kind };
        _data.AddTo(command);
        command.Arguments.Add(_x);
        command.Arguments.Add(_y);
        foreach (var option in (Option[])[_color, _out, _points]) command.Options.Add(option);
        _points.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && long.TryParse(token.Value, CultureInfo.InvariantCulture, out var points) && points is < 1 or > 100_000) result.AddError("--points takes a whole number from 1 to 100,000.");
        });
        return command;
    }

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var request = new PlotRequest(parsed.GetValue(_kind)!, parsed.GetValue(_x), parsed.GetValue(_y), parsed.GetValue(_color)) { MostPoints = parsed.GetValue(_points) };
        var path = parsed.GetValue(_out) ?? DefaultPath(request);
        if (Path.GetExtension(path) is not (".svg" or ".json"))
            throw new RondoException("bad_arguments", $"'{path}' is neither .svg nor .json.", "Write: --out FILE.svg.");
        var (table, _, _) = _data.Read(parsed, session, cancellation);
        var plot = PlotBuilder.Build(table, request, cancellation);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, Path.GetExtension(path) == ".json" ? plot.Spec.ToJsonString() : plot.ToSvg(), new UTF8Encoding(false));
        if (session.Json) session.Print(new JsonObject { ["kind"] = request.Kind, ["rows"] = plot.Rows, ["marks"] = plot.Marks, ["note"] = plot.Note, ["out"] = path });
        else session.Out.WriteLine($"{path} ({plot.Rows.ToString("N0", CultureInfo.InvariantCulture)} rows){(plot.Note is null ? "" : $". {plot.Note}")}");
        return 0;
    }

    static string DefaultPath(PlotRequest request) =>
        string.Join('-', new[] { request.Kind, request.X, request.Y }.OfType<string>().Select(word => string.Concat(word.Take(60).Select(c => char.IsLetterOrDigit(c) || c is '_' ? c : '_')))) + ".svg";
}
