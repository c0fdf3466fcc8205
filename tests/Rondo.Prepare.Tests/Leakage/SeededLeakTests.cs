using System.Globalization;
using Rondo.Prepare.Leakage;

namespace Rondo.Prepare.Tests.Leakage;

/// <summary>Honest data with one leak put in: it is named with its column.</summary>
public sealed class SeededLeakTests
{
    [Theory]
    [InlineData("copy")]
    [InlineData("line")]
    [InlineData("logarithm")]
    [InlineData("falling cube")]
    [InlineData("noise")]
    public void A_number_that_is_the_target_in_another_form_is_named(string form)
    {
        var d = new Draws(1000, 1);
        var (a, y) = (d.Normal(), d.Normal(100, 15));
        var leak = form switch
        {
            "copy" => y,
            "line" => d.Each(i => 32 + 1.8 * y[i]),
            "logarithm" => d.Each(i => Math.Log(y[i])),
            "falling cube" => d.Each(i => -Math.Pow(y[i], 3)),
            _ => d.Each(i => y[i] + 0.5 * d.Gauss()),
        };

        Named(new LeakTable().Number("a", a).Number("x", leak).Predict(y), form == "noise" ? "target_proxy" : "target_copy", "x");
    }

    [Theory]
    [InlineData("text")]
    [InlineData("number")]
    [InlineData("noise")]
    [InlineData("many codes")]
    public void A_column_that_names_the_classes_is_named(string form)
    {
        var d = new Draws(1500, 2);
        var label = d.Whole(3);
        var table = new LeakTable().Number("a", d.Normal());
        table = form switch
        {
            "text" => table.Text("x", i => $"K{(5 - label[i]).ToString(CultureInfo.InvariantCulture)}", d.Rows),
            "number" => table.Integer("x", d.Each(i => (label[i] * 7 + 3) % 5)),
            "noise" => table.Number("x", d.Each(i => label[i] + 0.1 * d.Gauss())),
            _ => table.Text("x", i => $"{label[i]}{(char)('a' + i % 5)}", d.Rows),
        };

        Named(table.Predict(i => (int)label[i], d.Rows, "low", "middle", "high"), form is "text" or "number" ? "target_copy" : "target_proxy", "x");
    }

    [Fact]
    public void Parts_that_add_up_to_the_target_are_named_together()
    {
        var d = new Draws(1000, 3);
        var (casual, registered) = (d.Poisson(20), d.Poisson(60));

        var found = Named(new LeakTable().Number("temp", d.Normal()).Integer("casual", casual).Integer("registered", registered).Predict(d.Each(i => casual[i] + registered[i])), "target_from_columns", "casual");

        Assert.Equal(["casual", "registered"], found.Columns);
        Assert.Contains("y = casual + registered in all", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("difference", "y = gross - tax")]
    [InlineData("product", "y = gross × tax")]
    [InlineData("ratio", "y = gross / tax")]
    [InlineData("three", "y = gross + tax - fee")]
    [InlineData("weighted", "y = 2 × gross + 3 × tax")]
    public void Other_ways_to_compute_the_target_are_named(string form, string formula)
    {
        var d = new Draws(1000, 4);
        var (gross, tax, fee) = (d.Uniform(500, 1000), d.Uniform(490, 900), d.Uniform(1, 100));
        var y = form switch
        {
            "difference" => d.Each(i => gross[i] - tax[i]),
            "product" => d.Each(i => gross[i] * tax[i]),
            "ratio" => d.Each(i => gross[i] / tax[i]),
            "three" => d.Each(i => gross[i] + tax[i] - fee[i]),
            _ => d.Each(i => 2 * gross[i] + 3 * tax[i]),
        };

        var found = Named(new LeakTable().Number("a", d.Normal()).Number("gross", gross).Number("tax", tax).Number("fee", fee).Predict(y), "target_from_columns", "gross");

        Assert.Contains(formula, found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Six_parts_that_add_up_to_the_target_are_named()
    {
        var d = new Draws(2000, 5);
        double[][] months = [.. Enumerable.Range(0, 6).Select(_ => d.Uniform(0, 100))];
        var table = new LeakTable().Number("a", d.Normal());
        for (var j = 0; j < 6; j++) table.Number($"month{j}", months[j]);

        var found = Named(table.Predict(d.Each(i => months.Sum(m => m[i]))), "target_from_columns", "month0");

        Assert.Equal(6, found.Columns.Length);
    }

    [Fact]
    public void A_perfect_fit_of_many_columns_on_few_rows_is_no_leak()
    {
        var d = new Draws(100, 6);
        var table = new LeakTable();
        for (var j = 0; j < 150; j++) table.Number($"x{j}", d.Normal());

        Assert.Empty(table.Predict(d.Normal()).Find());
    }

    [Theory]
    [InlineData("sum")]
    [InlineData("mean")]
    [InlineData("rounded mean")]
    [InlineData("ever")]
    [InlineData("others")]
    [InlineData("so far")]
    [InlineData("later")]
    public void An_aggregate_of_the_target_per_user_is_named_with_the_user(string form)
    {
        var d = new Draws(4000, 7);
        var user = d.Whole(400);
        var rate = new Draws(400, 8).Uniform(0.02, 0.3);
        var y = d.Each(i => d.Next() < rate[(int)user[i]] ? 1 : 0);
        var rows = Enumerable.Range(0, d.Rows).GroupBy(i => user[i]).ToDictionary(g => g.Key, g => g.ToArray());
        var x = d.Each(i =>
        {
            var own = rows[user[i]];
            return form switch
            {
                "sum" => own.Sum(j => y[j]),
                "mean" => own.Average(j => y[j]),
                "rounded mean" => Math.Round(own.Average(j => y[j]), 3),
                "ever" => own.Max(j => y[j]),
                "others" => own.Sum(j => y[j]) - y[i],
                "so far" => own.Where(j => j <= i).Sum(j => y[j]),
                _ => own.Where(j => j > i).Sum(j => y[j]),
            };
        });

        var found = Named(new LeakTable { Time = "sent" }.Date("sent", d.Each(i => 18_000 + i / 20)).Integer("user_id", user).NoFeature("user_id").Number("a", d.Normal())
            .Number("number_of_unsubscribes", x).Predict(i => (int)y[i], d.Rows, "no", "yes"), "label_aggregate", "number_of_unsubscribes");

        Assert.Contains("user_id", found.Columns);
    }

    [Fact]
    public void A_moving_mean_with_the_row_itself_is_named()
    {
        var d = new Draws(1000, 9);
        var y = d.Normal(10, 2);
        var table = new LeakTable { Time = "day" }.Date("day", d.Each(i => 18_000 + i)).Number("a", d.Normal())
            .Number("week", d.Each(i => i < 6 ? double.NaN : Enumerable.Range(i - 6, 7).Average(j => y[j])));

        var found = Named(table.Predict(y), "label_aggregate", "week");

        Assert.Contains("last 7 rows", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_identifier_that_was_given_by_the_target_is_named()
    {
        var d = new Draws(1000, 10);
        var label = d.Each(i => i % 3 == 0 ? 1 : 0);
        var (first, second) = (0, 5000);

        Named(new LeakTable().Integer("order_no", d.Each(i => label[i] == 0 ? first++ : second++)).Number("a", d.Normal()).Predict(i => (int)label[i], d.Rows, "no", "yes"), "target_proxy", "order_no", orElse: "id_predicts_target");
        var order = d.Shuffled();
        Named(new LeakTable().Integer("id", d.Each(i => order[i])).NoFeature("id").Number("a", d.Normal()).Predict(i => order[i] + 100 * d.Gauss() > 700 ? 1 : 0, d.Rows, "no", "yes"), "id_predicts_target", "id");
    }

    [Fact]
    public void Rows_sorted_by_the_target_are_told_and_end_nothing()
    {
        var d = new Draws(600, 11);

        var found = new LeakTable().Number("a", d.Normal()).Predict(i => i / 200, d.Rows, "x", "y", "z").Find();

        Assert.Equal("row_order", Assert.Single(found).Code);
        Assert.False(found[0].IsError);
    }

    [Fact]
    public void Copies_of_training_rows_among_the_test_rows_are_told()
    {
        var d = new Draws(1000, 12);
        int[] from = [.. Enumerable.Range(0, 1000).Select(i => i < 900 ? i : i - 900)];
        var (a, b, c, y) = (d.Normal(), d.Normal(), d.Whole(4), d.Normal());

        var found = new LeakTable().Number("a", d.Each(i => a[from[i]])).Number("b", d.Each(i => b[from[i]])).Integer("c", d.Each(i => c[from[i]])).Predict(d.Each(i => y[from[i]])).Find();

        Assert.True(Assert.Single(found, f => f.Code == "duplicates_across_split").IsError);
    }

    [Fact]
    public void Coarse_rows_that_repeat_by_chance_are_no_copies()
    {
        var d = new Draws(2000, 13);
        var (a, b, c) = (d.Whole(2), d.Whole(3), d.Whole(4));

        Assert.Empty(new LeakTable().Integer("a", a).Integer("b", b).Integer("c", c).Predict(i => (int)a[i], d.Rows, "no", "yes").Find().Where(f => f.Code == "duplicates_across_split"));
    }

    [Fact]
    public void Patients_with_rows_in_both_parts_are_told()
    {
        var d = new Draws(2000, 14);
        var patient = d.Whole(300);
        var ill = new Draws(300, 15).Uniform();
        LeakTable Rows(string? group) => new LeakTable { Group = group }.Integer("patient_id", patient).Number("pulse", d.Normal()).Predict(i => ill[(int)patient[i]] < 0.4 ? 1 : 0, d.Rows, "no", "yes");

        Named(Rows(null), "entity_in_both_parts", "patient_id");
        Assert.Empty(Rows("patient_id").Find());
    }

    [Fact]
    public void A_date_after_the_rows_own_time_is_named_also_behind_a_derived_feature()
    {
        var d = new Draws(1000, 16);
        var (seen, wait) = (d.Each(i => 19_000 + i / 5), d.Whole(60));
        var table = new LeakTable { Time = "seen" }.Date("seen", seen).Date("closed", d.Each(i => i % 2 == 0 ? seen[i] + wait[i] : double.NaN)).Number("a", d.Normal());

        Named(table.Predict(d.Normal()), "future_time", "closed");
    }

    [Fact]
    public void A_date_that_is_filled_after_the_event_is_named()
    {
        var d = new Draws(1000, 17);
        var churned = d.Each(_ => d.Next() < 0.2 ? 1 : 0);

        var found = Named(new LeakTable().Date("cancel_date", d.Each(i => churned[i] == 1 && d.Next() < 0.8 ? 19_000 + i % 50 : double.NaN)).Number("a", d.Normal())
            .Predict(i => (int)churned[i], d.Rows, "no", "yes"), "filled_by_target", "cancel_date");

        Assert.Contains("y = yes", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_amount_that_leaves_0_only_after_the_event_is_named()
    {
        var d = new Draws(1000, 18);
        var back = d.Each(_ => d.Next() < 0.4 ? 1 : 0);

        Named(new LeakTable().Number("refund", d.Each(i => back[i] == 1 && d.Next() < 0.7 ? 5 + d.Next() : 0)).Number("a", d.Normal())
            .Predict(i => (int)back[i], d.Rows, "no", "yes"), "filled_by_target", "refund");
    }

    [Fact]
    public void A_scaler_that_was_fitted_before_the_split_is_told()
    {
        var d = new Draws(500, 19);
        double[] Scaled(double[] values)
        {
            var (mean, deviation) = (values.Average(), Math.Sqrt(values.Average(v => v * v) - values.Average() * values.Average()));
            return Array.ConvertAll(values, v => (v - mean) / deviation);
        }
        var (a, b) = (Scaled(d.Normal(5, 3)), Scaled(d.Uniform()));

        var found = Named(new LeakTable().Number("a", a).Number("b", b).Number("c", d.Normal()).Predict(d.Each(i => a[i] + d.Gauss())), "scaled_before_split", "a");

        Assert.Equal(["a", "b"], found.Columns);
    }

    [Fact]
    public void A_range_that_was_measured_before_the_split_is_told()
    {
        var d = new Draws(500, 23);
        var a = d.Normal(5, 3);
        // Of several columns one has an end among the test rows.
        var table = new LeakTable();
        for (var j = 0; j < 8; j++)
        {
            var x = d.Normal(j, 2);
            table.Number($"x{j}", Array.ConvertAll(x, v => (v - x.Min()) / (x.Max() - x.Min())));
        }

        var found = table.Number("a", a).Predict(d.Each(i => a[i] + d.Gauss())).Find();

        Assert.True(Assert.Single(found, f => f.Code == "scaled_before_split").IsError);
    }

    [Fact]
    public void A_column_that_is_filled_nearly_always_after_the_event_is_named()
    {
        var d = new Draws(1300, 24);
        var died = d.Each(_ => d.Next() < 0.6 ? 1 : 0);

        Named(new LeakTable().Text("boat", i => (died[i] == 0 ? d.Next() < 0.95 : d.Next() < 0.01) ? $"b{i % 20}" : null, d.Rows).Number("a", d.Normal())
            .Predict(i => (int)died[i], d.Rows, "no", "yes"), "filled_by_target", "boat");
    }

    [Fact]
    public void Last_years_number_of_a_country_is_no_leak()
    {
        var d = new Draws(6000, 25);
        var size = new Draws(200, 26).Normal(0, 2);
        var y = d.Each(i => Math.Exp(size[i / 30] + 0.02 * (i % 30) + 0.03 * d.Gauss()));

        var found = new LeakTable().Text("country", i => $"c{i / 30}", d.Rows).Integer("year", d.Each(i => 1990 + i % 30)).Number("last_year", d.Each(i => i % 30 == 0 ? double.NaN : y[i - 1]))
            .Number("a", d.Normal()).Predict(y).Find();

        Assert.DoesNotContain(found, f => f.IsError);
    }

    [Fact]
    public void A_time_under_a_random_split_is_told_with_the_gap()
    {
        var d = new Draws(2000, 20);
        var level = 0.0;
        var y = d.Each(_ => level += d.Gauss());

        var found = new LeakTable { Time = "day", Strategy = "random" }.Date("day", d.Each(i => 18_000 + i)).Number("a", d.Normal()).Predict(y).Find();

        var told = Assert.Single(found, f => f.Code == "random_split_of_time");
        Assert.False(told.IsError);
        Assert.Matches("r2 0.9[0-9]* on rows drawn at random, and -?[0-9.]+ on the latest", told.Message);
    }

    [Fact]
    public void What_the_file_allows_is_kept_and_is_no_error()
    {
        var d = new Draws(500, 21);
        var y = d.Normal();

        var found = Assert.Single(new LeakTable().Number("x", y).Number("a", d.Normal()).Predict(y).Find("x"));

        Assert.True(found.IsAllowed && !found.IsError);
    }

    [Fact]
    public void A_derived_feature_is_told_with_its_expression()
    {
        var d = new Draws(500, 22);
        var y = d.Normal(10);

        var found = Named(new LeakTable().Number("twice", d.Each(i => 2 * y[i])).Derived("twice", "paid + due", "paid", "due").Number("a", d.Normal()).Predict(y), "target_copy", "twice");

        Assert.Contains("derived as `paid + due` from 'paid' and 'due'", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_data_give_the_same_findings_on_any_threads()
    {
        var d = new Draws(2000, 20);
        var level = 0.0;
        var y = d.Each(_ => level += d.Gauss());
        var table = new LeakTable { Time = "day", Strategy = "random" }.Date("day", d.Each(i => 18_000 + i)).Number("a", d.Normal()).Number("x", d.Each(i => y[i] + 0.001 * d.Gauss())).Predict(y);

        var found = LeakTable.FindIn(table.Data(threads: 1));

        Assert.Equal(2, found.Length);
        Assert.Equal(found.Select(f => f.Message), LeakTable.FindIn(table.Data(threads: 2)).Select(f => f.Message));
    }

    [Fact]
    public void A_search_can_be_cancelled()
    {
        var data = HonestSets.All["many categories"](1).Data();

        Assert.ThrowsAny<OperationCanceledException>(() => LeakageSearch.Run(data, [new LabelAggregates()], [], new CancellationToken(canceled: true)));
    }

    static LeakFinding Named(LeakTable table, string code, string column, string? orElse = null)
    {
        var found = table.Find();
        var named = found.Where(f => (f.Code == code || f.Code == orElse) && f.Columns.Contains(column)).ToArray();
        Assert.True(named.Length > 0, $"No {code} of '{column}' among: {string.Join("\n", found)}");
        Assert.True(named[0].IsError, named[0].ToString());
        Assert.NotEmpty(named[0].Hint);
        // Nothing else in the table leaks.
        Assert.True(found.All(f => !f.IsError || f.Columns.Contains(column)), string.Join("\n", found));
        return named[0];
    }
}
