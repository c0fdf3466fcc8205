using System.Xml.Linq;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Forests;
using Rondo.Engine.Tests.Algorithms.Boosting;

namespace Rondo.Engine.Tests.Algorithms.Forests;

public sealed class TreeDrawingTests
{
    [Fact]
    public void Categories_and_missing_values_are_named()
    {
        float[] kind = [0, 1, 2, 0, 1, 2], gap = [float.NaN, 1, 1, float.NaN, 1, 1];
        var set = new TrainingSet(new FeatureMatrix([new Feature("kind", 3), new Feature("gap")], [kind, gap], 6), Target.Regression([3, 1, 2, 3, 1, 2]));
        var model = (ForestModel)new DecisionTree().Fit(set, new FitContext());
        var text = TreeDrawing.ToText(model, ["kind", "gap"], [], new TreeDrawingOptions { Categories = [["red", "green", "blue"], []], ShowsMissing = true });
        Assert.Equal(
            """
            |--- kind in {green}
            |   |--- value: [1.00]
            |--- kind not in {green} or missing
            |   |--- kind in {blue}
            |   |   |--- value: [2.00]
            |   |--- kind not in {blue} or missing
            |   |   |--- value: [3.00]

            """, text, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Names_that_mean_harm_are_shown_and_do_none()
    {
        var model = Tree(Sets.Classes(300, 2, features: 4), depth: 2);
        string[] names = ["<script>alert('&\"')</script>", "a\nb\0\u202e]]>", "\r", "<!--"];
        string[] classes = ["</text><b>", "\u0007"];
        var text = TreeDrawing.ToText(model, names, classes);
        Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
        Assert.All(text.TrimEnd('\n').Split('\n'), l => Assert.StartsWith("|", l, StringComparison.Ordinal));
        var svg = TreeDrawing.ToSvg(model, names, classes);
        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("<!--", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", svg, StringComparison.Ordinal);
        Assert.Contains(XDocument.Parse(svg).Descendants(), e => e.Name.LocalName == "title" && e.Value.Contains(" <= ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_picture_has_a_box_for_each_split_and_leaf()
    {
        var model = Tree(Sets.Regression(300), depth: 3);
        var svg = XDocument.Parse(TreeDrawing.ToSvg(model, ["a", "b", "c", "d", "e", "f"], []));
        Assert.Equal(2 * model.Nodes + 1, svg.Descendants().Count(e => e.Name.LocalName == "rect"));
    }

    [Fact]
    public void A_deep_tree_is_cut_short()
    {
        var model = Tree(Sets.Regression(300), depth: 8);
        string[] names = ["a", "b", "c", "d", "e", "f"];
        var options = new TreeDrawingOptions { MaxDepth = 1 };
        Assert.Contains("truncated branch of depth 6", TreeDrawing.ToText(model, names, [], options), StringComparison.Ordinal);
        Assert.Equal(7, XDocument.Parse(TreeDrawing.ToSvg(model, names, [], options)).Descendants().Count(e => e.Name.LocalName == "rect"));
    }

    [Fact]
    public void Names_and_trees_that_are_not_there_are_refused()
    {
        var model = Tree(Sets.Classes(300, 2), depth: 1);
        Assert.Throws<ArgumentException>(() => TreeDrawing.ToText(model, ["a"], ["no", "yes"]));
        Assert.Throws<ArgumentException>(() => TreeDrawing.ToText(model, ["a", "b", "c", "d", "e", "f"], []));
        Assert.Throws<ArgumentException>(() => TreeDrawing.ToSvg(model, ["a", "b", "c", "d", "e", "f"], ["no", "yes"], new TreeDrawingOptions { Tree = 1 }));
    }

    static ForestModel Tree(TrainingSet set, int depth) => (ForestModel)new DecisionTree { MaxDepth = depth }.Fit(set, new FitContext());
}
