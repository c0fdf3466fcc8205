using FsCheck;
using FsCheck.Fluent;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Tests.Spec;

public sealed class LifecycleSpecTests
{
    const string Full = """
        version: 1
        name: flights
        define:
          question: "Which: flights, come # late?"
          hypothesis: |
            Time explains it.
            So does the route.
          task: binary
          target: { late: delay >= 15 }
          positive: "yes"
          success: { roc_auc: 0.70, latency_p99_ms: 20.0 }
        prepare:
          source: [a.parquet, "b/*.parquet"]
          time: date
          missing: [n/a, -999, "", "null"]
          drop: [id, "1st", "a: b", "été"]
          clean: { missing: { distance: median, "odd.name": { constant: "yes" } } }
          features:
            derive:
              night: hour(date) < 6
              hour: hour(date)
              quoted: replace(origin, "'", '\')
            encode: { origin: one_hot }
          split: { strategy: time, from: 2001-06-01 }
        train:
          models: [logistic_regression, gradient_boosting: { early_stopping: 30, max_leaves: 5e1 }]
          cv: { folds: 4 }
          evaluate: { explain: [] }
        observe:
          drift: { window: 1d, threshold: .5 }
          mask: [no, "3"]
          alerts:
            - when: drift.share > 0.3
              notify: { webhook: "${URL}" }
        retrain: {}
        """;

    [Fact]
    public void The_written_file_reads_back_to_the_same_hash()
    {
        var spec = Given.Spec(Full);

        var again = Given.Spec(spec.ToYaml());

        Assert.Equal(SpecJson.Canonical(spec), SpecJson.Canonical(again));
        Assert.Equal(spec.ToYaml(), again.ToYaml());
        Assert.Equal(SpecJson.Hash(spec), SpecJson.Hash(again));
    }

    [Fact]
    public void The_canonical_form_is_this()
    {
        var spec = Given.Spec("""
            train: { models: [gradient_boosting: { max_leaves: 50.0 }], cv: { folds: 3 } }
            prepare: { source: a.csv, features: { derive: { z: a + 1, b: z } }, split: { test: 0.250 } }
            define: { target: y, success: { r2: .80, rmse: 5e4 } }
            """);

        Assert.Equal(
            """{"define":{"success":{"r2":0.8,"rmse":50000},"target":"y"},"prepare":{"features":{"derive":[{"z":"a + 1"},{"b":"z"}]},"source":"a.csv","split":{"test":0.25}},"train":{"cv":{"folds":3},"models":[{"gradient_boosting":{"max_leaves":50}}]}}""",
            SpecJson.Canonical(spec));
    }

    [Fact]
    public void The_order_of_keys_does_not_change_the_hash()
    {
        string[] define = ["  target: y", "  owner: me", "  success: { rmse: 1, r2: 0.5 }", "  baseline: median"];
        string[] prepare = ["  source: a.csv", "  drop: [b, a]", "  split: { test: 0.3, seed: 1 }", "  time: t", "  clean: { missing: { a: mean, b: mode } }"];
        string[] train = ["  metric: rmse", "  models: [ridge, gradient_boosting]", "  cv: { folds: 4 }"];
        var expected = SpecJson.Hash(Given.Spec(File(define, prepare, train)));
        var orders = Gen.Zip(Gen.Zip(Gen.Shuffle(define), Gen.Shuffle(prepare)), Gen.Zip(Gen.Shuffle(train), Gen.Shuffle((int[])[0, 1, 2])));

        Prop.ForAll(orders.ToArbitrary(), order =>
        {
            var ((first, second), (third, sections)) = order;
            return SpecJson.Hash(Given.Spec(File(first, second, third, sections))) == expected;
        }).CheckSeeded();
    }

    [Fact]
    public void Any_text_survives_the_file()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            var printable = string.Concat(text.Get.Where(c => !char.IsSurrogate(c)));
            var spec = LifecycleSpec.ForData("a.csv", "y") with { Later = Given.Spec(Given.Short + "\nobserve: {}").Later };
            spec = spec with { Define = spec.Define with { Question = printable, Target = new TargetSpec("t" + printable) }, Prepare = spec.Prepare with { Missing = [printable, "x"] } };

            var again = Given.Spec(spec.ToYaml());

            return SpecJson.Canonical(again) == SpecJson.Canonical(spec) && again.Define.Question == printable;
        }).CheckSeeded();
    }

    [Theory]
    [InlineData("a(")]
    [InlineData("clip(0.01")]
    [InlineData(")(")]
    public void Text_with_an_open_parenthesis_survives_the_file(string text)
    {
        var spec = LifecycleSpec.ForData("a.csv", "y");
        spec = spec with { Prepare = spec.Prepare with { Missing = [text, "x"] } };

        Assert.Equal([text, "x"], Given.Spec(spec.ToYaml()).Prepare.Missing);
    }

    [Fact]
    public void A_changed_value_changes_the_hash()
    {
        Assert.NotEqual(
            SpecJson.Hash(Given.Spec(Given.Short)),
            SpecJson.Hash(Given.Spec(Given.Short.Replace("50000", "50001", StringComparison.Ordinal))));
    }

    static string File(string[] define, string[] prepare, string[] train, int[]? order = null)
    {
        string[] sections =
        [
            "define:\n" + string.Join('\n', define),
            "prepare:\n" + string.Join('\n', prepare),
            "train:\n" + string.Join('\n', train),
        ];
        return string.Join('\n', (order ?? [0, 1, 2]).Select(i => sections[i]));
    }
}
