using System.Reflection;
using System.Runtime.CompilerServices;
using Rondo.Engine.Catalog;

namespace Rondo.ContractTests;

/// <summary>The rules of the tree that the compiler doesn't know, by plain reflection over whatever was built.</summary>
public sealed class ArchitectureTests
{
    static readonly string[] _rooms = ["Define", "Prepare", "Train", "Deploy", "Observe", "Experiment", "Retrain"];
    static readonly string[] _vagueEndings = ["Manager", "Helper", "Helpers", "Service", "Util", "Utils", "Utility", "Processor"];

    // What the product consists of: our assemblies beside this test that aren't tests themselves.
    static readonly Assembly[] _product =
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
            .Select(f => Path.GetFileNameWithoutExtension(f)!)
            .Where(n => (n is "rondo" or "rondo-serve" || n.StartsWith("Rondo.", StringComparison.Ordinal)) && !n.EndsWith("Tests", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => Assembly.Load(new AssemblyName(n))),
    ];

    static readonly Type[] _types =
    [
        .. _product.SelectMany(a => a.GetTypes())
            .Where(t => t.Namespace?.StartsWith("Rondo", StringComparison.Ordinal) == true && !IsMadeByTheCompiler(t)),
    ];

    [Fact]
    public void The_product_is_found()
    {
        Assert.Contains(_product, a => NameOf(a) == "Rondo.Engine");
        Assert.Contains(_product, a => NameOf(a) == "Rondo.Lifecycle");
        Assert.Contains(_product, a => NameOf(a) == "rondo");
    }

    [Fact]
    public void Engine_and_DuckDb_reference_nothing_of_ours()
    {
        foreach (var assembly in _product.Where(a => NameOf(a) is "Rondo.Engine" or "Rondo.DuckDb"))
            AssertNone(OurReferences(assembly), $"{NameOf(assembly)} references");
    }

    [Fact]
    public void The_engine_needs_nothing_but_the_framework_and_managed_mathematics()
    {
        var engine = typeof(PartCatalog).Assembly;
        var foreign = engine.GetReferencedAssemblies().Select(r => r.Name!)
            .Where(n => !n.StartsWith("System", StringComparison.Ordinal) && n is not ("MathNet.Numerics" or "netstandard" or "Microsoft.Win32.Primitives"));
        AssertNone(foreign, "Rondo.Engine references");
    }

    [Fact]
    public void Rooms_reference_the_engine_and_the_data_binding_only()
    {
        foreach (var room in _product.Where(IsRoom))
            AssertNone(OurReferences(room).Where(n => n is not ("Rondo.Engine" or "Rondo.DuckDb")), $"{NameOf(room)} references");
    }

    [Fact]
    public void The_room_that_serves_needs_the_engine_alone()
    {
        var room = Assert.Single(_product, a => NameOf(a) == "Rondo.Deploy");
        AssertNone(OurReferences(room).Where(n => n != "Rondo.Engine"), "Rondo.Deploy references");
    }

    [Fact]
    public void The_program_of_images_needs_the_engine_and_the_room_that_serves_alone()
    {
        var program = Assert.Single(_product, a => NameOf(a) == "rondo-serve");
        AssertNone(OurReferences(program).Where(n => n is not ("Rondo.Engine" or "Rondo.Deploy")), "rondo-serve references");
    }

    [Fact]
    public void Only_the_room_that_prepares_data_knows_DuckDb()
    {
        var others = _product.Where(a => NameOf(a) != "Rondo.Prepare" && !NameOf(a).StartsWith("Rondo.Sources.", StringComparison.Ordinal));
        AssertNone(others.Where(a => OurReferences(a).Contains("Rondo.DuckDb")).Select(NameOf), "References to Rondo.DuckDb:");
    }

    [Fact]
    public void Nothing_below_the_hosts_references_a_host()
    {
        var below = _product.Where(a => !IsHost(NameOf(a)));
        AssertNone(below.Where(a => OurReferences(a).Any(IsHost)).Select(NameOf), "These reference a host:");
    }

    [Fact]
    public void The_lifecycle_is_referenced_by_hosts_only()
    {
        var others = _product.Where(a => !IsHost(NameOf(a)));
        AssertNone(others.Where(a => OurReferences(a).Contains("Rondo.Lifecycle")).Select(NameOf), "These reference Rondo.Lifecycle:");
    }

    [Fact]
    public void No_type_has_a_vague_name() =>
        AssertNone(
            _types.Where(t => _vagueEndings.Any(e => PlainName(t).EndsWith(e, StringComparison.Ordinal))).Select(t => t.FullName!),
            "Say what these do:");

    [Fact]
    public void No_type_has_the_name_of_a_room() =>
        AssertNone(_types.Where(t => _rooms.Contains(PlainName(t))).Select(t => t.FullName!), "These are rooms, not types:");

    [Fact]
    public void Namespaces_begin_with_their_assembly()
    {
        var strays = _product.Where(a => NameOf(a) is not ("rondo" or "rondo-serve"))
            .SelectMany(a => a.GetTypes().Where(t => !IsMadeByTheCompiler(t) && t.IsPublic)
                .Where(t => t.Namespace != NameOf(a) && t.Namespace?.StartsWith(NameOf(a) + ".", StringComparison.Ordinal) != true));
        AssertNone(strays.Select(t => t.FullName!), "Outside their assembly's namespace:");
    }

    [Fact]
    public void An_interface_has_several_implementations_or_is_a_contract_of_parts_or_engine()
    {
        var single = _types.Where(t => t.IsInterface && !IsContract(t))
            .Where(i => _types.Count(t => t.IsClass || t.IsValueType ? Implements(t, i) : false) < 2);
        AssertNone(single.Select(t => t.FullName!), "Interfaces with fewer than two implementations:");
    }

    [Fact]
    public void Inheritance_is_one_step_deep()
    {
        var deep = _types.Where(t => t.BaseType is { } parent && IsOurs(parent) && parent.BaseType is { } grandparent && IsOurs(grandparent));
        AssertNone(deep.Select(t => t.FullName!), "Inherit through two of our classes:");
    }

    [Fact]
    public void Classes_are_sealed_unless_something_inherits_them()
    {
        var parents = _types.Select(t => Plain(t.BaseType)).ToHashSet();
        // A .razor file has no word for sealed.
        var open = _types.Where(t => t.IsClass && !t.IsSealed && !t.IsAbstract && !parents.Contains(t) && t.BaseType?.Name != "ComponentBase");
        AssertNone(open.Select(t => t.FullName!), "Seal these:");
    }

    [Fact]
    public void Parts_have_a_unique_name_in_snake_case_and_a_summary()
    {
        // The catalog itself refuses two parts of one kind and name.
        var parts = new PartCatalog(_product).Parts.ToArray();
        Assert.All(parts, p => Assert.Matches("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", p.Name));
        Assert.All(parts, p => AssertSentence(p.Summary, p.Name));
        Assert.All(parts, p => Assert.All(p.Parameters, q => AssertSentence(q.Attribute.Summary, $"{p.Name}.{q.Name}")));
    }

    static void AssertSentence(string text, string of) =>
        Assert.True(text.Length > 10 && char.IsUpper(text[0]) && text[^1] == '.', $"The summary of {of} is not a sentence: '{text}'");

    static void AssertNone(IEnumerable<string> found, string claim)
    {
        var names = found.Order(StringComparer.Ordinal).ToArray();
        Assert.True(names.Length == 0, $"{claim} {string.Join(", ", names)}");
    }

    static string NameOf(Assembly assembly) => assembly.GetName().Name!;

    static IEnumerable<string> OurReferences(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(r => r.Name!).Where(n => n == "rondo" || n.StartsWith("Rondo.", StringComparison.Ordinal));

    static bool IsRoom(Assembly assembly) => _rooms.Any(r => NameOf(assembly) == $"Rondo.{r}");

    static bool IsHost(string name) => name is "rondo" or "rondo-serve" or "Rondo.Cli" or "Rondo.Server" or "Rondo.Extensions" or "Rondo.Testing";

    static bool IsOurs(Type type) => type.Namespace?.StartsWith("Rondo", StringComparison.Ordinal) == true;

    static bool IsContract(Type type) =>
        type.Assembly == typeof(PartCatalog).Assembly || type.GetCustomAttribute<PartKindAttribute>() is not null
        || type.GetInterfaces().Any(i => i.GetCustomAttribute<PartKindAttribute>() is not null);

    static bool Implements(Type type, Type contract) => type.GetInterfaces().Any(i => Plain(i) == contract);

    static Type? Plain(Type? type) => type is { IsGenericType: true } ? type.GetGenericTypeDefinition() : type;

    static string PlainName(Type type) => type.Name.Split('`')[0];

    static bool IsMadeByTheCompiler(Type type) =>
        type.Name.Contains('<', StringComparison.Ordinal) || type.Name == "_Imports"
        || type.GetCustomAttribute<CompilerGeneratedAttribute>() is not null
        || type.GetCustomAttribute<System.CodeDom.Compiler.GeneratedCodeAttribute>() is not null
        || (type.DeclaringType is { } outer && IsMadeByTheCompiler(outer));
}
