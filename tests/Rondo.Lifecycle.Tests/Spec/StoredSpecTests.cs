using System.Text.Json;
using FsCheck.Fluent;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Tests.Spec;

public sealed class StoredSpecTests
{
    [Fact]
    public void Any_spec_comes_back_from_what_a_run_keeps_of_it()
    {
        Prop.ForAll(RandomSpecs.Any, spec =>
        {
            var kept = SpecJson.Canonical(spec);
            using var json = JsonDocument.Parse(kept);

            return SpecJson.Canonical(StoredSpec.Read(json.RootElement, "m").Spec) == kept;
        }).CheckSeeded();
    }

    [Fact]
    public void Derived_columns_keep_their_order_and_a_file_without_a_name_gets_the_models()
    {
        using var json = JsonDocument.Parse("""{"define":{"target":"y"},"prepare":{"features":{"derive":[{"z":"a + 1"},{"b":"z * 2"}]},"source":"d.csv"}}""");

        var document = StoredSpec.Read(json.RootElement, "flights");

        Assert.Equal(["z", "b"], document.Spec.Prepare.Features.Derive.Select(d => d.Name));
        Assert.Equal("flights", document.Name);
    }
}
