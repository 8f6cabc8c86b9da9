//! Functions, procedures and aggregates. Overloads are told apart by the types of their input arguments.

use std::collections::BTreeMap;

use super::bookkeeping::IfThere;
use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::setting::SettingChange;
use crate::effect::vocabulary::{
    NewParameter, NewRoutine, RoutineChange, RoutineEffect, RoutineOptions, RoutineTarget,
    RoutineType,
};
use crate::name::QualifiedName;
use crate::schema::{
    Attribute, DataType, ObjectKey, ObjectKind, Parameter, ParameterMode, Returned, Routine,
    RoutineKind, routine_arguments,
};

impl Replay {
    pub(super) fn change_routine(&mut self, effect: &RoutineEffect) -> Outcome {
        match effect {
            RoutineEffect::Create {
                name,
                or_replace,
                routine,
            } => self.create_routine(name, *or_replace, routine),
            RoutineEffect::Alter { target, change } => match self.must_find_routine(target)? {
                Some(key) => self.alter_routine(&key, change),
                None => Ok(()),
            },
            RoutineEffect::Drop {
                target,
                if_exists,
                cascade,
            } => match self.must_find_routine(target) {
                Ok(Some(key)) => self.drop_routine(&key, *cascade),
                Ok(None) => Ok(()),
                Err(Problem::NoObject(_)) if *if_exists => Ok(()),
                Err(problem) => Err(problem),
            },
        }
    }

    fn create_routine(&mut self, name: &Reference, or_replace: bool, new: &NewRoutine) -> Outcome {
        let name = self.creation(name);
        let routine = self.settle_routine(new);
        let key = ObjectKey::routine(&name, routine.arguments());
        if let Some(id) = self.create_object(&key, IfThere::replace(or_replace))? {
            self.schema.put_named(&key, id);
            self.schema.put_routine(&key, routine);
        }
        Ok(())
    }

    fn settle_routine(&self, new: &NewRoutine) -> Routine {
        let parameters: Vec<Parameter> = new
            .parameters
            .iter()
            .map(|parameter| self.settle_parameter(parameter))
            .collect();
        let stated = new.returns.as_ref().map(|returned| Returned {
            set: returned.set,
            data_type: self.settle_type(&returned.data_type),
        });
        let returns = match new.kind {
            RoutineKind::Procedure | RoutineKind::Aggregate => None,
            RoutineKind::Function | RoutineKind::Window => {
                stated.or_else(|| Some(returned_by(&parameters)))
            }
        };
        let set = returns.as_ref().is_some_and(|returned| returned.set);
        let compiled = ["c", "internal"].contains(&new.language.as_str());
        let options = &new.options;
        let mut settings = BTreeMap::new();
        change_settings(&mut settings, &options.settings);
        Routine {
            kind: new.kind,
            parameters,
            returns,
            language: new.language.clone(),
            volatility: options.volatility.unwrap_or_default(),
            strict: options.strict.unwrap_or_default(),
            security_definer: options.security_definer.unwrap_or_default(),
            leakproof: options.leakproof.unwrap_or_default(),
            parallel: options.parallel.unwrap_or_default(),
            cost: options
                .cost
                .clone()
                .unwrap_or_else(|| default_cost(compiled)),
            rows: options.rows.clone().unwrap_or_else(|| default_rows(set)),
            support: options.support.clone(),
            settings,
            body: new.body.clone(),
        }
    }

    fn settle_parameter(&self, new: &NewParameter) -> Parameter {
        Parameter {
            mode: new.mode,
            name: new.name.clone(),
            data_type: self.settle_type(&new.data_type),
            default: new.default.clone(),
        }
    }

    /// `table.column%TYPE` is the type that the column has now.
    fn settle_type(&self, new: &RoutineType) -> DataType {
        match new {
            RoutineType::Named(data_type) => DataType {
                base: self.resolve_row_type(data_type.base.clone()),
                ..data_type.clone()
            },
            RoutineType::OfColumn(table, column) => {
                let table = self.find_table(table);
                let found = table.and_then(|table| self.column(&table, column).ok());
                found.map_or_else(
                    || DataType::builtin("unknown"),
                    |column| DataType {
                        modifiers: String::new(),
                        ..column.data_type.clone()
                    },
                )
            }
        }
    }

    /// The function that a statement names. One that nothing made may be an extension's, whose
    /// objects are not modelled: then there is none, and no complaint.
    pub(super) fn must_find_routine(
        &self,
        target: &RoutineTarget,
    ) -> Result<Option<ObjectKey>, Problem> {
        let schemas = match &target.name.schema {
            Some(schema) => std::slice::from_ref(schema),
            None => self.search_path.as_slice(),
        };
        for schema in schemas {
            let name = QualifiedName::new(schema.clone(), target.name.name.clone());
            match self.matching(&name, target).as_slice() {
                [] => {}
                [only] => return Ok(Some(only.clone())),
                [..] => {
                    return Err(Problem::Refused(
                        "several functions have this name, and the statement does not tell which",
                    ));
                }
            }
        }
        if !self.schema.extensions.is_empty() {
            return Ok(None);
        }
        Err(Problem::NoObject(format!("the function {}", target.name)))
    }

    /// A procedure may be named by its output arguments too (`LookupFuncWithArgs`).
    fn matching(&self, name: &QualifiedName, target: &RoutineTarget) -> Vec<ObjectKey> {
        let first = ObjectKey::standing(name, ObjectKind::Function);
        let named = self.schema.routines.range(first.clone()..);
        let named =
            named.take_while(|(key, _)| key.name == first.name && key.schema == first.schema);
        let Some(arguments) = &target.arguments else {
            return named.map(|(key, _)| key.clone()).collect();
        };
        let types = |wanted: &dyn Fn(ParameterMode) -> bool| {
            let types: Vec<DataType> = arguments
                .iter()
                .filter(|(mode, _)| wanted(*mode))
                .map(|(_, data_type)| self.settle_type(data_type))
                .collect();
            routine_arguments(types.iter())
        };
        let (inputs, all) = (types(&ParameterMode::is_input), types(&|_| true));
        let exact = ObjectKey::routine(name, inputs.clone());
        let function = self.schema.routines.get(&exact);
        if function.is_some_and(|it| it.kind != RoutineKind::Procedure) {
            return vec![exact];
        }
        let every = |routine: &Routine| {
            let parameters = routine.parameters.iter();
            routine_arguments(parameters.map(|parameter| &parameter.data_type))
        };
        named
            .filter(|(key, routine)| {
                key.arguments.as_ref() == Some(&inputs)
                    || (routine.kind == RoutineKind::Procedure && every(routine) == all)
            })
            .map(|(key, _)| key.clone())
            .collect()
    }

    fn alter_routine(&mut self, key: &ObjectKey, change: &RoutineChange) -> Outcome {
        match change {
            RoutineChange::Options(options) => {
                self.set_routine_options(key, options);
                Ok(())
            }
            RoutineChange::Rename(to) => self.rename_key(key.clone(), key.renamed(to)),
            RoutineChange::Move(to) => self.rename_key(key.clone(), key.moved(to)),
        }
    }

    fn set_routine_options(&mut self, key: &ObjectKey, options: &RoutineOptions) {
        let id = self.schema.named.get(key).copied();
        let Some((id, routine)) = id.zip(self.schema.routine_mut(key)) else {
            return;
        };
        for attribute in set_options(routine, options) {
            self.set_by(id, attribute);
        }
    }
}

/// What a function without `RETURNS` returns (`interpret_function_parameter_list`).
fn returned_by(parameters: &[Parameter]) -> Returned {
    let outputs: Vec<&Parameter> = parameters
        .iter()
        .filter(|parameter| match parameter.mode {
            ParameterMode::Out | ParameterMode::InOut => true,
            ParameterMode::In | ParameterMode::Variadic | ParameterMode::Table => false,
        })
        .collect();
    Returned {
        set: false,
        data_type: match outputs.as_slice() {
            [only] => only.data_type.clone(),
            _ => DataType::builtin("record"),
        },
    }
}

/// `CREATE FUNCTION` of functioncmds.c.
fn default_cost(compiled: bool) -> String {
    (if compiled { "1" } else { "100" }).to_owned()
}

fn default_rows(set: bool) -> String {
    (if set { "1000" } else { "0" }).to_owned()
}

pub(super) fn change_settings(
    settings: &mut BTreeMap<String, Option<Vec<String>>>,
    changes: &[SettingChange],
) {
    for change in changes {
        match change {
            SettingChange::Set(name, value) => {
                settings.insert(name.clone(), Some(value.clone()));
            }
            SettingChange::FromCurrent(name) => {
                settings.insert(name.clone(), None);
            }
            SettingChange::Reset(name) => {
                settings.remove(name);
            }
            SettingChange::ResetAll => settings.clear(),
        }
    }
}

/// Sets what is said; tells which attributes that were.
pub(super) fn set_options(routine: &mut Routine, options: &RoutineOptions) -> Vec<Attribute> {
    let RoutineOptions {
        volatility,
        strict,
        security_definer,
        leakproof,
        parallel,
        cost,
        rows,
        support,
        settings,
    } = options;
    change_settings(&mut routine.settings, settings);
    let changed = [
        put(
            &mut routine.volatility,
            volatility.as_ref(),
            Attribute::Volatility,
        ),
        put(&mut routine.strict, strict.as_ref(), Attribute::Strict),
        put(
            &mut routine.security_definer,
            security_definer.as_ref(),
            Attribute::Security,
        ),
        put(
            &mut routine.leakproof,
            leakproof.as_ref(),
            Attribute::Leakproof,
        ),
        put(
            &mut routine.parallel,
            parallel.as_ref(),
            Attribute::Parallel,
        ),
        put(&mut routine.cost, cost.as_ref(), Attribute::Cost),
        put(&mut routine.rows, rows.as_ref(), Attribute::Rows),
        put(
            &mut routine.support,
            support.clone().map(Some).as_ref(),
            Attribute::Support,
        ),
        (!settings.is_empty()).then_some(Attribute::Options),
    ];
    changed.into_iter().flatten().collect()
}

fn put<T: Clone>(field: &mut T, value: Option<&T>, attribute: Attribute) -> Option<Attribute> {
    field.clone_from(value?);
    Some(attribute)
}
