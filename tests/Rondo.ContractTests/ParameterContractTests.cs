using System.Reflection;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;
using Rondo.Train.Tune;

namespace Rondo.ContractTests;

/// <summary>What holds for the parameters of every part.</summary>
public class ParameterContractTests
{
    public static TheoryData<string, string> Parts => new(Catalogue.Parts.Parts.Select(p => (p.Kind, p.Name)));

    [Theory]
    [MemberData(nameof(Parts))]
    public void Defaults_are_within_their_bounds(string kind, string name)
    {
        foreach (var parameter in Numbers(kind, name))
            if (parameter.Default is { } value and not Array)
                Assert.InRange(Convert.ToDouble(value, null), parameter.Attribute.Min, parameter.Attribute.Max);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Bounds_themselves_are_allowed(string kind, string name)
    {
        var part = Find(kind, name);
        foreach (var parameter in Numbers(kind, name))
            foreach (var bound in (double[])[parameter.Attribute.Min, parameter.Attribute.Max])
                if (double.IsFinite(bound)) Catalogue.Create(part, parameter.Name, bound);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Numbers_out_of_bounds_are_refused_by_name(string kind, string name)
    {
        var part = Find(kind, name);
        foreach (var parameter in Numbers(kind, name))
        {
            Refused(part, parameter, double.NaN);
            if (double.IsFinite(parameter.Attribute.Min)) Refused(part, parameter, parameter.Attribute.Min - 1);
            if (double.IsFinite(parameter.Attribute.Max)) Refused(part, parameter, parameter.Attribute.Max * 2 + 1);
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Values_of_another_type_are_refused_by_name(string kind, string name)
    {
        var part = Find(kind, name);
        foreach (var parameter in part.Parameters)
        {
            var type = TypeOf(parameter);
            if (type == typeof(object)) continue;
            Refused(part, parameter, type == typeof(string) ? 1.5 : "no such word");
            if (type == typeof(int) || type == typeof(long)) Refused(part, parameter, 1.5);
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void An_unknown_parameter_is_refused_by_name(string kind, string name)
    {
        var mistake = Assert.Single(Assert.Throws<RondoException>(() => Catalogue.Create(Find(kind, name), "no_such_parameter", 1L)).Mistakes);

        Assert.Equal(("unknown_parameter", "no_such_parameter"), (mistake.Code, mistake.Field));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_search_on_a_logarithmic_scale_has_bounds_to_move_in(string kind, string name) =>
        Assert.All(Find(kind, name).Parameters.Where(p => p.Attribute.Log), p => Assert.True(p.Attribute.Min >= 0 && double.IsFinite(p.Attribute.Max), p.Name));

    [Theory]
    [MemberData(nameof(Parts))]
    public void What_a_search_tries_is_allowed(string kind, string name)
    {
        var part = Find(kind, name);
        foreach (var dimension in SearchSpace.Of(part).Dimensions)
            for (var unit = 0.0; unit <= 1; unit += 1.0 / 64) Catalogue.Create(part, dimension.Name, dimension.At(unit));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_tuned_range_has_two_ends_within_the_bounds(string kind, string name) =>
        Assert.All(Find(kind, name).Parameters.Where(p => !double.IsNaN(p.Attribute.TuneMin) || !double.IsNaN(p.Attribute.TuneMax)), p =>
        {
            Assert.True(p.Attribute.TuneMin < p.Attribute.TuneMax, p.Name);
            Assert.True(p.Attribute.TuneMin >= p.Attribute.Min && p.Attribute.TuneMax <= p.Attribute.Max, p.Name);
            Assert.True(!p.Attribute.Log || p.Attribute.TuneMin > 0, p.Name);
        });

    [Fact]
    public void Every_fitted_type_can_be_read_again() => Assert.All(Catalogue.FittedTypes, type =>
    {
        Assert.True(type.IsAssignableTo(typeof(IFitted)), $"{type.Name} is no IFitted.");
        Assert.Contains(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadable<>));
        Assert.Matches("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", type.GetCustomAttribute<FittedAttribute>()!.Name);
    });

    static void Refused(PartInfo part, ParamInfo parameter, object value)
    {
        var exception = Record.Exception(() => Catalogue.Create(part, parameter.Name, value));
        Assert.True(exception is RondoException, $"{part.Name}.{parameter.Name} takes {value}.");
        var mistake = Assert.Single(((RondoException)exception).Mistakes);
        Assert.Equal(("bad_parameter", parameter.Name), (mistake.Code, mistake.Field));
    }

    static PartInfo Find(string kind, string name) => Catalogue.Parts.OfKind(kind).Single(p => p.Name == name);

    static IEnumerable<ParamInfo> Numbers(string kind, string name) =>
        Find(kind, name).Parameters.Where(p => TypeOf(p) == typeof(int) || TypeOf(p) == typeof(long) || TypeOf(p) == typeof(double));

    static Type TypeOf(ParamInfo parameter)
    {
        var type = parameter.Property.PropertyType;
        if (type.IsArray) type = type.GetElementType()!;
        return Nullable.GetUnderlyingType(type) ?? type;
    }
}
