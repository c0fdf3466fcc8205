using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Tests.Spec.JsonSchema;

/// <summary>Files with one mistake of a kind that needs no data to be seen: a misspelt key, a wrong type, a value out of range, a wrong word.</summary>
static class SpecMutants
{
    /// <summary>Codes of mistakes that a schema can see too. Conflicts between keys and the syntax of expressions are the reader's alone.</summary>
    public static readonly string[] Codes = ["unknown_key", "wrong_type", "unknown_value", "unknown_algorithm", "unknown_parameter", "bad_parameter", "out_of_range", "unknown_metric", "missing_key", "bad_name", "newer_file"];

    public static string Of(LifecycleSpec spec, int seed)
    {
        var random = new Random(seed);
        var mistakes = new List<Mistake>();
        var root = (YamlMap)YamlReader.Read(spec.ToYaml(), "rondo.yaml", mistakes)!;
        var target = random.Next(Count(root) - 1);
        return YamlWriter.Write((YamlMap)Mutated(root, ref target, random, isRoot: true));
    }

    static int Count(YamlNode node) => 1 + node switch
    {
        YamlMap map => map.Entries.Sum(e => Count(e.Value)),
        YamlList list => list.Items.Sum(Count),
        _ => 0,
    };

    static YamlNode Mutated(YamlNode node, ref int target, Random random, bool isRoot = false)
    {
        if (!isRoot && target-- == 0) return Other(node, random);
        if (node is YamlMap map)
        {
            var entries = map.Entries.ToArray();
            for (var i = 0; i < entries.Length && target >= 0; i++)
            {
                var isHere = target == 0 && random.Next(2) == 0;
                if (isHere) target--;
                entries[i] = isHere ? entries[i] with { Key = entries[i].Key + "z" } : entries[i] with { Value = Mutated(entries[i].Value, ref target, random) };
            }
            return map with { Entries = [.. entries] };
        }
        if (node is not YamlList list) return node;
        var items = list.Items.ToArray();
        for (var i = 0; i < items.Length && target >= 0; i++) items[i] = Mutated(items[i], ref target, random);
        return list with { Items = [.. items] };
    }

    static YamlNode Other(YamlNode node, Random random) => random.Next(7) switch
    {
        0 => Plain("-1"),
        1 => Plain("1.5"),
        2 => Plain("true"),
        3 => new YamlScalar("nothing_like_it", IsQuoted: true, IsVerbatim: false, default),
        4 => new YamlList([node], default),
        5 => new YamlMap([new YamlEntry("x", default, node)], default),
        _ => Plain("100000"),
    };

    static YamlScalar Plain(string text) => new(text, IsQuoted: false, IsVerbatim: false, default);
}
