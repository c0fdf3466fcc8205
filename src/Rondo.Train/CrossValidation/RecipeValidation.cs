using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Metrics;
using Rondo.Engine.Recipes;
using Rondo.Train.Leaderboard;

namespace Rondo.Train.CrossValidation;

/// <summary>Cross-validation of a recipe in one call.</summary>
public static class RecipeValidation
{
    extension(Recipe recipe)
    {
        /// <summary>All metrics of the task over stratified folds for classes, shuffled ones else.</summary>
        public CrossValidated CrossValidate(Table features, Target target, int folds = 5, FitContext? context = null)
        {
            context ??= new FitContext();
            IFolds made = target.Task.HasClasses ? new StratifiedFolds { Folds = folds } : new KFold { Folds = folds };
            var candidate = new Candidate(PartCatalog.NameOf(recipe.Algorithm), PartCatalog.Values(recipe.Algorithm), recipe);
            return CrossValidator.Run(candidate, features, new RecipeData(target), made.Make(target.Rows, target, null, context.Seed), MetricSet.For(target.Task), context);
        }
    }
}
