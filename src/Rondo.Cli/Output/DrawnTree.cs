using System.Text;
using System.Text.Json.Nodes;
using Rondo.Engine.Algorithms.Forests;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Runs;

namespace Rondo.Cli.Output;

/// <summary>A tree of a decision tree or forest, as text or as a picture.</summary>
sealed class DrawnTree
{
    private readonly LoadedModel _model;
    private readonly FittedBranch _branch;
    private readonly ForestModel _forest;
    private readonly TreeDrawingOptions _options;

    DrawnTree(LoadedModel model, FittedBranch branch, ForestModel forest, int tree)
    {
        var categories = Enumerable.Range(0, branch.Encoder.Features.Length).Select(j => (IReadOnlyList<string>)branch.Encoder.Categories(j));
        (_model, _branch, _forest) = (model, branch, forest);
        _options = new TreeDrawingOptions { Tree = tree, Categories = [.. categories] };
    }

    /// <exception cref="RondoException">The model has no trees that can be drawn, or not so many.</exception>
    public static DrawnTree Of(LoadedModel model, int tree)
    {
        // Of an ensemble, the forest that counts most.
        if (model.Pipeline.Branches.Where(b => b.Model is ForestModel).MaxBy(b => b.Weight) is not { Model: ForestModel forest } branch)
        {
            throw new RondoException("no_tree", $"{model.Version} is {model.Description.Lineage.Algorithm ?? "a model"}, which has no tree to draw.",
                "A decision_tree, a random_forest and extra_trees have.");
        }
        if (tree >= forest.Trees)
            throw new RondoException("no_tree", $"{model.Version} has {forest.Trees} trees; there is no tree {tree}.", $"They are counted from 0 to {forest.Trees - 1}.");
        return new DrawnTree(model, branch, forest, tree);
    }

    public void Print(Session session, string? path)
    {
        var text = Draw(path);
        if (path is not null) File.WriteAllText(path, text, new UTF8Encoding(false));
        if (session.Json)
        {
            var json = new JsonObject { ["model"] = _model.Version.Model, ["version"] = _model.Version.Number, ["tree"] = _options.Tree, ["trees"] = _forest.Trees };
            json[path is null ? "text" : "out"] = path ?? text;
            session.Print(json);
        }
        else if (path is null) session.Out.Write(text);
        else session.Out.WriteLine($"{_model.Version}: tree {_options.Tree} of {_forest.Trees} is in {path}");
    }

    string Draw(string? path)
    {
        IReadOnlyList<string> names = [.. _branch.Encoder.Features.Select(f => f.Name)];
        return (path is null ? ".txt" : Path.GetExtension(path).ToLowerInvariant()) switch
        {
            ".txt" => TreeDrawing.ToText(_forest, names, _model.Pipeline.Classes, _options),
            ".svg" => TreeDrawing.ToSvg(_forest, names, _model.Pipeline.Classes, _options),
            var ending => throw new RondoException("unknown_format", $"Trees aren't drawn to files ending in '{ending}'.", "Use .svg or .txt."),
        };
    }
}
