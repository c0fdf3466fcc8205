using System.Collections;
using System.Reflection;
using FsCheck.Fluent;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Tests.Spec;

public sealed class RandomSpecsTests
{
    [Fact]
    public void Any_spec_is_written_to_a_file_that_reads_back_to_it()
    {
        Prop.ForAll(RandomSpecs.Any, spec =>
        {
            var again = Given.Spec(spec.ToYaml());

            return SpecJson.Canonical(again) == SpecJson.Canonical(spec) && SpecJson.Hash(again) == SpecJson.Hash(spec) && again.ToYaml() == spec.ToYaml();
        }).CheckSeeded();
    }

    // A new word of the file that the generator leaves out would be tested by nothing that uses it.
    [Fact]
    public void Random_specs_say_every_word_of_the_file()
    {
        var said = new HashSet<string>(StringComparer.Ordinal);
        for (var seed = 0; seed < 300; seed++) Note(new RandomSpecs(seed).Make(), "", said);

        Assert.Empty(Words(typeof(LifecycleSpec), "").Except(said));
    }

    static IEnumerable<string> Words(Type type, string path)
    {
        foreach (var property in Own(type))
        {
            var at = $"{path}.{property.Name}";
            if (ElementOf(property.PropertyType) is { } inner) foreach (var word in Words(inner, at)) yield return word;
            else yield return at;
        }
    }

    static void Note(object spec, string path, HashSet<string> said)
    {
        foreach (var property in Own(spec.GetType()))
        {
            var (at, value) = ($"{path}.{property.Name}", property.GetValue(spec));
            if (value is null or false || (value is IEnumerable items and not string && !items.Cast<object>().Any())) continue;
            if (ElementOf(property.PropertyType) is null) said.Add(at);
            else if (value is IDictionary map) foreach (var item in map.Values) Note(item!, at, said);
            else if (value is IEnumerable list) foreach (var item in list) Note(item, at, said);
            else Note(value, at, said);
        }
    }

    static IEnumerable<PropertyInfo> Own(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null);

    // The spec's own record that a property holds, alone or in a list or a mapping; null when it holds a plain value.
    static Type? ElementOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var element = type.IsGenericType ? type.GetGenericArguments()[^1] : type;
        return element.Namespace == typeof(LifecycleSpec).Namespace && element != typeof(YamlNode) && !element.IsEnum ? element : null;
    }
}
