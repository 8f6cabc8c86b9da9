//! Functions, procedures and aggregates. Overloads are told apart by the types of their input arguments.

use std::collections::BTreeMap;

use super::outcome::{IfThere, allow_absent};
use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::setting::SettingChange;
use crate::effect::vocabulary::{
    NewParameter, NewRoutine, RoutineChange, RoutineEffect, RoutineOptions, RoutineTarget,
    RoutineType,
};
use crate::name::QualifiedName;
use crate::schema::{
    Attribute, DataType, ObjectKey, ObjectKind, ParallelSafety, Parameter, ParameterMode, Returned,
    Routine, RoutineKind, Volatility, routine_arguments,
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
                absent => allow_absent(*if_exists, absent.map(|_| ())),
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
        let mut routine = Routine {
            kind: new.kind,
            parameters,
            returns,
            language: new.language.clone(),
            volatility: Volatility::default(),
            strict: false,
            security_definer: false,
            leakproof: false,
            parallel: ParallelSafety::default(),
            // `CREATE FUNCTION` of functioncmds.c.
            cost: (if compiled { "1" } else { "100" }).to_owned(),
            rows: (if set { "1000" } else { "0" }).to_owned(),
            support: None,
            settings: BTreeMap::new(),
            body: new.body.clone(),
        };
        set_options(&mut routine, &new.options);
        routine
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
        for name in self.candidates(&target.name) {
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
        let first = ObjectKey::standalone(name, ObjectKind::Function);
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

fn change_settings(
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
fn set_options(routine: &mut Routine, options: &RoutineOptions) -> Vec<Attribute> {
    let mut set = Vec::new();
    macro_rules! set {
        ($($field:ident: $attribute:ident,)+) => {
            $(if let Some(value) = &options.$field {
                routine.$field = value.clone().into();
                set.push(Attribute::$attribute);
            })+
        };
    }
    set! {
        volatility: Volatility,
        strict: Strict,
        security_definer: Security,
        leakproof: Leakproof,
        parallel: Parallel,
        cost: Cost,
        rows: Rows,
        support: Support,
    }
    if !options.settings.is_empty() {
        change_settings(&mut routine.settings, &options.settings);
        set.push(Attribute::Options);
    }
    set
}
